import { definedFields, isRecord, listOf, textOf } from '../fields';
import type { ImportRemarks } from '../ImportRemarks';

/** Reads how an `MCPServer` is started. */
export function readStart(
  spec: Record<string, unknown>,
  said: ImportRemarks,
): Record<string, unknown> | undefined {
  const { transport, mcpPort } = spec;
  const isHttp = transport === 'streamable-http';
  if (transport === 'sse') {
    said.add('import.not-understood', { path: 'spec.transport (sse)' });
  }
  if (!isHttp && mcpPort !== undefined) {
    said.add('import.left-out', { path: 'spec.mcpPort' });
  }
  const args = listOf(spec.args).filter((argument, index) => {
    const isText = typeof argument === 'string';
    if (!isText) {
      said.add('import.not-understood', { path: `spec.args[${index}]` });
    }
    return isText;
  });
  const env = readSettings(spec.env, said);
  const run = definedFields({
    args: args.length > 0 ? args : undefined,
    env: Object.keys(env).length > 0 ? env : undefined,
    // Where it names no port ToolHive chooses one and tells it to the server; here the definition has to.
    ...(isHttp && { transport, port: mcpPort ?? 8080 }),
  });
  return Object.keys(run).length > 0 ? run : undefined;
}

function readSettings(
  value: unknown,
  said: ImportRemarks,
): Record<string, string> {
  return Object.fromEntries(
    listOf(value).flatMap((entry, index) => {
      const name = isRecord(entry) ? textOf(entry.name) : undefined;
      if (!isRecord(entry) || !name || typeof entry.value !== 'string') {
        said.add('import.not-understood', { path: `spec.env[${index}]` });
        return [];
      }
      return [[name, entry.value]];
    }),
  );
}
