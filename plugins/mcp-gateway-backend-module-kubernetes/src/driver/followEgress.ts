import { PassThrough } from 'node:stream';
import type { V1Pod } from '@kubernetes/client-node';
import type { EgressEvent } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { describeApiError } from '../cluster/apiError';
import type { ClusterClient } from '../cluster/ClusterClient';
import { CONTAINERS } from '../manifests/inside';
import { EgressLog } from '../runtime/EgressLog';

/** What its side-car says of each connection. @returns ends it. */
export function followEgress(options: {
  client: ClusterClient;
  pod: V1Pod;
  onEgress(event: EgressEvent): void;
  onNotice(text: string): void;
}): () => void {
  const { client, pod, onEgress, onNotice } = options;
  const { name, namespace } = pod.metadata!;
  let isOver = false;
  let following: AbortController | undefined;
  const follow = async () => {
    const log = new PassThrough();
    log.pipe(new EgressLog(onEgress));
    const place = { name: name!, namespace: namespace! };
    following = await client.followLog(
      { ...place, container: CONTAINERS.egress },
      log,
    );
    log.on('error', () => {});
    if (isOver) following.abort();
  };
  follow().catch(error =>
    onNotice(`Its egress log cannot be read: ${describeApiError(error)}`),
  );
  return () => {
    isOver = true;
    following?.abort();
  };
}
