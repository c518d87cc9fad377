import { snapshotFields } from '@sallyport/backstage-plugin-mcp-registry-common';

/** Texts of every form that a field of the definition has. */
const TEXTS = [
  'https://one.example.com/mcp',
  'https://two.example.com/mcp',
  `sha256:${'a'.repeat(64)}`,
  `sha256:${'b'.repeat(64)}`,
  'one.example.com',
  'two.example.com',
  '/one',
  '/two',
  'ONE',
  'TWO',
];

type Schema = Readonly<Record<string, unknown>>;

/** Two values of a field of the snapshot, from its schema alone; the second is absent where there is no other. */
export function twoValuesOf(schema: Schema): [unknown, unknown] {
  const [first, second] = valuesOf(schema);
  return [first, second];
}

/** `spec.mcp` with a value in the one field, and what has to be beside it for the whole to be valid. */
export function mcpWith(path: string, value: unknown): object {
  const kind = /^credential\/\(([^)]*)\)/.exec(path)?.[1];
  const mcp: Record<string, unknown> = {};
  if (/^(package|run|permissionProfile|isolation)/.test(path)) {
    mcp.package = { registry: 'npm', identifier: 'files', version: '1.2.3' };
    mcp.upstream = undefined;
  }
  const isNeeded = (other: string) =>
    kind !== undefined && other.startsWith(`credential/(${kind})/`);
  const isBeside = (other: string) =>
    other.split('/').slice(0, -1).join('/') ===
      path.split('/').slice(0, -1).join('/') && path.includes('/');
  for (const field of snapshotFields()) {
    if (field.path !== path && (isNeeded(field.path) || isBeside(field.path))) {
      put(mcp, field.path, valuesOf(field.schema)[0]);
    }
  }
  put(mcp, path, value);
  if (mcp.run) settleRun(mcp.run, path);
  return mcp;
}

/** A port and a path are of a server that speaks HTTP. */
function settleRun(run: any, path: string) {
  if (['run/port', 'run/path'].includes(path)) {
    run.transport = 'streamable-http';
    run.port ??= 8080;
    return;
  }
  if (path !== 'run/transport') delete run.transport;
  if (run.transport === 'streamable-http') return;
  delete run.port;
  delete run.path;
}

function put(whole: Record<string, unknown>, path: string, value: unknown) {
  const steps = path
    .split('/')
    .filter(step => !step.startsWith('('))
    .map(step => (step === '*' ? 'NAME' : step));
  let at: any = whole;
  steps.forEach((step, index) => {
    const key = step === '[]' ? 0 : step;
    if (index === steps.length - 1) {
      at[key] = value;
    } else {
      at[key] ??= steps[index + 1] === '[]' ? [] : {};
      at = at[key];
    }
  });
}

function valuesOf(schema: Schema): unknown[] {
  if ('const' in schema) return [schema.const];
  if (Array.isArray(schema.enum)) {
    return schema.enum.filter(value => value !== '');
  }
  switch (schema.type) {
    case 'boolean':
      return [false, true];
    case 'integer':
    case 'number': {
      const least = Number(schema.minimum ?? 1);
      return [least, least + 1];
    }
    case 'array':
      return valuesOf(schema.items as Schema).map(value => [value]);
    default:
      return TEXTS.filter(text => fits(schema, text)).slice(0, 2);
  }
}

function fits(schema: Schema, text: string): boolean {
  const { pattern, format, minLength = 0, maxLength = Infinity } = schema;
  return (
    (pattern === undefined || new RegExp(String(pattern)).test(text)) &&
    (format !== 'uri' || URL.canParse(text)) &&
    text.length >= Number(minLength) &&
    text.length <= Number(maxLength)
  );
}
