import { isObject } from '../rewrite/isObject';
import type { UpstreamRequest } from '../transport/Upstream';
import { META } from '../era/META';

const TASKS = 'io.modelcontextprotocol/tasks';

/** A request of the stateless era to the endpoint for all servers. */
export interface AggregateRequest {
  id: string | number;
  method: string;
  /** Without what `envelope` has. */
  params: Record<string, unknown>;
  /** Who asks, in which version, with which capabilities. */
  envelope: Record<string, unknown>;
}

/** Reads what was decided already; `undefined` for what wants no answer. */
export function readRequest(
  request: UpstreamRequest,
): AggregateRequest | undefined {
  const message: unknown = JSON.parse(request.body?.toString('utf8') ?? 'null');
  if (!isObject(message)) return undefined;
  const { id, method, params } = message;
  const isRequest =
    (typeof id === 'string' || typeof id === 'number') &&
    typeof method === 'string';
  if (!isRequest) return undefined;
  const { _meta, ...rest } = isObject(params) ? params : {};
  const meta = isObject(_meta) ? _meta : {};
  const envelope = Object.fromEntries(
    Object.values(META)
      .filter(key => meta[key] !== undefined)
      .map(key => [key, meta[key]]),
  );
  const others = Object.entries(meta).filter(([key]) => !(key in envelope));
  return {
    id,
    method,
    params: {
      ...rest,
      ...(others.length > 0 && { _meta: Object.fromEntries(others) }),
    },
    envelope: withoutTasks(envelope),
  };
}

/** A task's id tells nobody which server it is of, so that servers are not told that one may be begun. */
function withoutTasks(
  envelope: Record<string, unknown>,
): Record<string, unknown> {
  const capabilities = envelope[META.clientCapabilities];
  if (!isObject(capabilities) || !isObject(capabilities.extensions)) {
    return envelope;
  }
  const { [TASKS]: _, ...extensions } = capabilities.extensions;
  return {
    ...envelope,
    [META.clientCapabilities]: { ...capabilities, extensions },
  };
}
