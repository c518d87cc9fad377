import { isObject } from '../../rewrite/isObject';
import type { WireMessage } from '../readMessages';

/** A server's question without what belongs to the session era: ids of pages to open, tasks, progress. */
export function toInputRequest({ method, params }: WireMessage): object {
  if (!params) return { method };
  const { elicitationId, task, _meta, ...others } = params;
  const { progressToken, ...meta } = isObject(_meta) ? _meta : {};
  return {
    method,
    params: {
      ...others,
      ...(Object.keys(meta).length > 0 && { _meta: meta }),
    },
  };
}
