import type { WireId, WireMessage } from './WireMessage';

/** A JSON-RPC error. */
export function wireFailure(
  id: WireId,
  code: number,
  message: string,
): WireMessage {
  return { jsonrpc: '2.0', id, error: { code, message } };
}
