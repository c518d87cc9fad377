import type { Call } from '../../pipeline/types';
import { CallCancellation } from '../Cancellation';
import type { UpstreamRequest } from '../Upstream';

/** A request that was decided already. */
export function upstreamRequest(
  options: Partial<UpstreamRequest> & { serverRef?: string } = {},
): UpstreamRequest {
  const { serverRef = 'api:default/orders', ...request } = options;
  const url = 'https://mcp.example.com/mcp';
  const call: Call = {
    id: 'call-1',
    requestId: 'call-1',
    at: Date.now(),
    httpMethod: 'POST',
    headers: {},
    serverRef,
    endpoint: 'https://gateway.example/servers/default/orders/mcp',
    resourceMetadata: 'https://gateway.example/.well-known/x',
    readBody: async () => Buffer.alloc(0),
  };
  return {
    call,
    url,
    httpMethod: call.httpMethod,
    headers: {},
    cancellation: new CallCancellation(),
    ...request,
  };
}
