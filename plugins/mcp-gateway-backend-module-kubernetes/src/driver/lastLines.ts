import type { V1Pod } from '@kubernetes/client-node';
import type { ClusterClient } from '../cluster/ClusterClient';
import { CONTAINERS } from '../manifests/inside';

const LAST_LINES = 20;

/** The last that a server wrote, for people. `previous`: before it was started again. Empty where nothing is known. */
export async function lastLines(
  client: Pick<ClusterClient, 'logTail'>,
  { metadata }: V1Pod,
  options: { previous?: boolean } = {},
): Promise<string> {
  const { name, namespace } = metadata!;
  const container = CONTAINERS.server;
  return client
    .logTail(
      { name: name!, namespace: namespace!, container },
      LAST_LINES,
      options,
    )
    .then(
      text => text.trim().slice(-1000),
      () => '',
    );
}
