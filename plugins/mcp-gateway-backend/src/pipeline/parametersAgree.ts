import { decodeMirrored } from './decodeMirrored';
import { proceed, refuse, type Call, type Stage } from './types';

/**
 * MCP 2026-07-28, mirrored parameters (SEP-2243): `Mcp-Param-*` says what the arguments say. A stage after the decision,
 * since only the approved schema tells what is mirrored: before it, the answer would tell who asks that there is one (D2).
 */
export const parametersAgree: Stage = call =>
  agree(call) ? proceed(call) : refuse(call, 'message.header-mismatch');

/** Only what the approved schema mirrors is compared; other `Mcp-Param-*` headers mean nothing to anybody and pass. */
function agree({ headers, message, document }: Call): boolean {
  if (message?.era !== 'modern' || message.tool === undefined) return true;
  const tool = document?.approvedRevision?.tools?.find(
    ({ name }) => name === message.tool,
  );
  return (tool?.headers ?? []).every(({ header, path }) => {
    const mirrored = decodeMirrored(headers[`mcp-param-${header}`]);
    const value = path.reduce<unknown>(
      (at, name) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, name)
          ? (at as Record<string, unknown>)[name]
          : undefined,
      message.params?.arguments,
    );
    return value === undefined || value === null
      ? mirrored === undefined
      : mirrored === String(value);
  });
}
