import type { WireMessage } from '../readMessages';
import type { Outcome } from '../liveAnswer';

/** MCP 2025-11-25: no such resource. The stateless era says invalid parameters. */
const RESOURCE_NOT_FOUND = -32002;
const METHOD_NOT_FOUND = -32601;
/** Codes of the session era that the stateless era must not see again. */
const RESERVED = { from: -32099, to: -32020 };

/** An error of the session era as the stateless era wants it, with its HTTP status. */
export function toModernError(
  id: string | number,
  error: NonNullable<WireMessage['error']>,
): Outcome {
  const code = codeOf(error.code);
  return {
    message: { id, error: { ...error, code } },
    status: code === METHOD_NOT_FOUND ? 404 : 200,
  };
}

function codeOf(code: number): number {
  if (code === RESOURCE_NOT_FOUND) return -32602;
  const isReserved = code >= RESERVED.from && code <= RESERVED.to;
  return isReserved ? -32603 : code;
}
