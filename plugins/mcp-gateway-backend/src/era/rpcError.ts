/** A JSON-RPC error of the bridge itself. */
export function rpcError(
  id: string | number,
  code: number,
  message: string,
  data?: Record<string, unknown>,
) {
  return {
    jsonrpc: '2.0',
    id,
    error: {
      code,
      message,
      data: { ...data, refusedBy: 'gateway', reason: 'era.not-carried' },
    },
  };
}
