import type { Attributes } from '@opentelemetry/api';
import { targetOf } from '../runtimes/types';
import type { UpstreamRequest } from '../transport/Upstream';
import { ATTRIBUTES } from './conventions';

const USUAL_PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };

/** Where a server is, as the conventions say it: an approved host, or a process at the other end of a pipe. */
export function placeOf({
  call,
  url,
}: Pick<UpstreamRequest, 'call' | 'url'>): Attributes {
  const target = targetOf(call.document);
  if (target !== undefined && target.hosted.http === undefined) {
    return { [ATTRIBUTES.transport]: 'pipe' };
  }
  const common = {
    [ATTRIBUTES.transport]: 'tcp',
    [ATTRIBUTES.protocol]: 'http',
  };
  const place = URL.parse(url);
  if (!place || !/^https?:$/.test(place.protocol)) return common;
  const { hostname, port, protocol } = place;
  return {
    ...common,
    [ATTRIBUTES.serverAddress]: hostname,
    [ATTRIBUTES.serverPort]: Number(port || USUAL_PORTS[protocol]),
  };
}
