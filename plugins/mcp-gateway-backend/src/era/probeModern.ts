import { MODERN_VERSIONS } from '../pipeline/versions';
import { cancelledBy } from '../transport/Cancellation';
import type { Upstream, UpstreamRequest } from '../transport/Upstream';
import { firstAnswer } from './firstAnswer';
import { META } from './META';
import { modernVerdict } from './modernVerdict';
import { toModernRequest } from './toModernRequest';

const TIMEOUT_MS = 10_000;

/**
 * Asks a server once whether it speaks the stateless era, for all whose requests wait for it. `undefined`: it did
 * not say. Throws when it cannot be reached.
 */
export async function probeModern(options: {
  upstream: Upstream;
  request: UpstreamRequest;
}): Promise<boolean | undefined> {
  const { upstream, request } = options;
  const answer = await upstream.send(
    toModernRequest({
      request,
      id: 'sallyport-era',
      method: 'server/discover',
      // The gateway's own words: a client that leaves something out must not make its server look like another.
      envelope: {
        [META.protocolVersion]: MODERN_VERSIONS[0],
        [META.clientInfo]: { name: 'sallyport', version: '1' },
        [META.clientCapabilities]: {},
      },
      // Others wait for it too, when this client has left.
      cancellation: cancelledBy(AbortSignal.timeout(TIMEOUT_MS)),
    }),
  );
  return modernVerdict(answer.status, await firstAnswer(answer));
}
