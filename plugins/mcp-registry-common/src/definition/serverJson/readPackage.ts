import { definedFields, isRecord, listOf, recordOf, textOf } from '../fields';
import { readImageText } from '../imageText';
import type { ImportRemarks } from '../ImportRemarks';

const KNOWN = [
  'registryType',
  'identifier',
  'version',
  'transport',
  'packageArguments',
  'environmentVariables',
];

/** Reads a package of `server.json`: what is run, and how it is started. It reaches nothing, since `server.json` does not say what it needs. */
export function readPackage(
  given: Record<string, unknown>,
  said: ImportRemarks,
): Record<string, unknown> {
  for (const field of Object.keys(given)) {
    if (!KNOWN.includes(field)) {
      said.add('import.left-out', { path: `packages[].${field}` });
    }
  }
  const identifier = textOf(given.identifier) ?? '';
  const version = textOf(given.version);
  const image = readImageText(identifier);
  const from =
    given.registryType === 'oci'
      ? { registry: 'oci', ...image, version: version ?? image.version }
      : { registry: given.registryType, identifier, version };
  const args = readArguments(given.packageArguments, said);
  const env = readVariables(given.environmentVariables, said);
  const run = definedFields({
    args: args.length > 0 ? args : undefined,
    env: Object.keys(env).length > 0 ? env : undefined,
    ...readTransport(recordOf(given.transport), said),
  });
  said.add('import.no-profile');
  return {
    package: from,
    ...(Object.keys(run).length > 0 && { run }),
  };
}

function readTransport(
  transport: Record<string, unknown>,
  said: ImportRemarks,
): Record<string, unknown> {
  if (transport.type === 'stdio' || transport.type === undefined) return {};
  const url = textOf(transport.url) ?? '';
  if (transport.type !== 'streamable-http' || !URL.canParse(url)) {
    said.add('import.not-understood', { path: 'packages[].transport' });
    return {};
  }
  const { port, pathname } = new URL(url);
  return {
    transport: 'streamable-http',
    port: Number(port) || 80,
    ...(pathname !== '/mcp' && { path: pathname }),
  };
}

/** Only values that stand there: what is filled in by whoever starts it cannot be approved beforehand. */
function readArguments(value: unknown, said: ImportRemarks): string[] {
  return listOf(value).flatMap((entry, index) => {
    const { type, name, value: text, variables } = recordOf(entry);
    const isFixed =
      variables === undefined &&
      (typeof text === 'string' || text === undefined);
    if (isFixed && type === 'named' && typeof name === 'string') {
      return text === undefined ? [name] : [name, text as string];
    }
    if (isFixed && type === 'positional' && typeof text === 'string') {
      return [text];
    }
    said.add('import.not-understood', {
      path: `packages[].packageArguments[${index}]`,
    });
    return [];
  });
}

function readVariables(
  value: unknown,
  said: ImportRemarks,
): Record<string, string> {
  return Object.fromEntries(
    listOf(value).flatMap((entry, index) => {
      if (!isRecord(entry) || !textOf(entry.name)) {
        said.add('import.not-understood', {
          path: `packages[].environmentVariables[${index}]`,
        });
        return [];
      }
      const name = String(entry.name);
      if (entry.isSecret === true) {
        said.add('import.secret-needed', { value: name });
        return [];
      }
      const text = entry.value ?? entry.default;
      if (typeof text !== 'string' || entry.variables !== undefined) {
        said.add('import.left-out', {
          path: `packages[].environmentVariables (${name})`,
        });
        return [];
      }
      return [[name, text]];
    }),
  );
}
