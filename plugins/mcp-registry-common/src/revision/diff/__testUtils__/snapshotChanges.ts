import {
  type RevisionSnapshot,
  revisionSnapshotSchema,
} from '../../revisionSnapshot';
import { type SnapshotField, snapshotFields } from '../../snapshotFields';

/** Texts of every form that a field of the snapshot has; the first two that fit a field are its values. */
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

/** A snapshot and another one that differs in one field alone, for every field and every kind of credential. */
export interface SnapshotChange {
  field: string;
  before: RevisionSnapshot;
  after: RevisionSnapshot;
}

/** One change for each field of the schema. */
export function snapshotChanges(): SnapshotChange[] {
  const fields = snapshotFields();
  return fields.flatMap(field => {
    const values = valuesOf(field.schema);
    // A field with one possible value differs by being there or not; what cannot be absent has others.
    const others = values.length > 1 ? [values[1]] : [undefined];
    return others.flatMap(other => {
      const [before, after] = [values[0], other].map(value =>
        build(fields, field, value),
      );
      if (!before || !after) return [];
      return [{ field: field.path, before, after }];
    });
  });
}

function build(
  fields: readonly SnapshotField[],
  changed: SnapshotField,
  value: unknown,
): RevisionSnapshot | undefined {
  const kind = /^credential\/\(([^)]*)\)/.exec(changed.path)?.[1] ?? 'none';
  const whole: Record<string, unknown> = {};
  for (const field of fields) {
    const other = /^credential\/\(([^)]*)\)/.exec(field.path)?.[1];
    if (other !== undefined && other !== kind) continue;
    const set = field === changed ? value : valuesOf(field.schema)[0];
    if (set !== undefined) put(whole, field.path, set);
  }
  settleRun(whole.run, changed.path === 'run/transport');
  return revisionSnapshotSchema.safeParse(whole).data;
}

/** A port and a path are of a server that speaks HTTP. */
function settleRun(run: any, isAboutTransport: boolean) {
  if (!isAboutTransport) run.transport = 'streamable-http';
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

function valuesOf(schema: Readonly<Record<string, unknown>>): unknown[] {
  if ('const' in schema) return [schema.const];
  if (Array.isArray(schema.enum))
    return schema.enum.filter(value => value !== '');
  switch (schema.type) {
    case 'boolean':
      return [false, true];
    case 'integer':
    case 'number': {
      const least = Number(schema.minimum ?? 1);
      return [least, least + 1];
    }
    case 'array':
      return valuesOf(schema.items as Record<string, unknown>).map(value => [
        value,
      ]);
    default:
      return TEXTS.filter(text => fits(schema, text)).slice(0, 2);
  }
}

function fits(schema: Readonly<Record<string, unknown>>, text: string) {
  const { pattern, format, minLength = 0, maxLength = Infinity } = schema;
  return (
    (pattern === undefined || new RegExp(String(pattern)).test(text)) &&
    (format !== 'uri' || URL.canParse(text)) &&
    text.length >= Number(minLength) &&
    text.length <= Number(maxLength)
  );
}
