import { mirrorArguments } from '../guards/mirrorArguments';
import { encodeMirrored } from '../pipeline/encodeMirrored';
import type { Call } from '../pipeline/types';
import { MODERN_VERSIONS } from '../pipeline/versions';
import { isObject } from '../rewrite/isObject';
import type { Cancellation } from '../transport/Cancellation';
import type { UpstreamRequest } from '../transport/Upstream';

const NAMES: Record<string, string> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
};

/** A request of the stateless era: its headers say what its body says (MCP 2026-07-28, SEP-2243). */
export function toModernRequest(options: {
  request: UpstreamRequest;
  id: string | number;
  method: string;
  params?: Record<string, unknown>;
  /** Who asks. */
  envelope: Record<string, unknown>;
  /** Absent: as the request's. */
  cancellation?: Cancellation;
}): UpstreamRequest {
  const { request, id, method, params, envelope } = options;
  const { traceparent, tracestate } = request.headers;
  const name = NAMES[method] && params?.[NAMES[method]];
  const meta = isObject(params?._meta) ? params._meta : {};
  const message = {
    jsonrpc: '2.0',
    id,
    method,
    params: { ...params, _meta: { ...meta, ...envelope } },
  };
  return {
    call: request.call,
    url: request.url,
    httpMethod: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': MODERN_VERSIONS[0],
      'mcp-method': method,
      ...(typeof name === 'string' && { 'mcp-name': encodeMirrored(name) }),
      ...(method === 'tools/call' && mirrored(request.call)),
      ...(traceparent !== undefined && { traceparent }),
      ...(tracestate !== undefined && { tracestate }),
    },
    body: Buffer.from(JSON.stringify(message)),
    cancellation: options.cancellation ?? request.cancellation,
  };
}

/** The arguments that the approved schema mirrors. */
function mirrored(call: Call): Record<string, string> {
  if (!call.message) return {};
  const headers = mirrorArguments(
    { ...call, headers: {} },
    { ...call.message, era: 'modern' },
  );
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}
