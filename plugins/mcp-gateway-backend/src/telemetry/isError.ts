/** JSON-RPC errors that say something of the request, not of who answers it: on the server's side they are no error. */
const OF_THE_REQUEST = new Set([-32700, -32600, -32601, -32602, -32002]);

/** What went wrong, by the conventions: `type` goes into `error.type`, `code` into `rpc.response.status_code`. */
export interface Failure {
  type: string;
  code?: number;
}

/** Whether a span of this side ends as an error. The client's does with each failure. */
export function isError(side: 'client' | 'server', failure: Failure): boolean {
  return (
    side === 'client' ||
    failure.code === undefined ||
    !OF_THE_REQUEST.has(failure.code)
  );
}
