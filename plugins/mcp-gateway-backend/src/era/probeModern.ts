import type { Upstream, UpstreamRequest } from '../transport/Upstream';
import { firstAnswer } from './firstAnswer';
import { META } from './META';
import { modernVerdict } from './modernVerdict';
import { toModernRequest } from './toModernRequest';

const TIMEOUT_MS = 10_000;

/**
 * Asks a server once whether it speaks the stateless era, as the client whose request waits for it. `undefined`: it did
 * not say. Throws when it cannot be reached.
 */
export async function probeModern(options: {
  upstream: Upstream;
  request: UpstreamRequest;
}): Promise<boolean | undefined> {
  const { upstream, request } = options;
  const { params } = request.call.message ?? {};
  const meta = (params?._meta ?? {}) as Record<string, unknown>;
  const answer = await upstream.send(
    toModernRequest({
      request,
      id: 'sallyport-era',
      method: 'server/discover',
      envelope: Object.fromEntries(
        [META.protocolVersion, META.clientInfo, META.clientCapabilities].map(
          key => [key, meta[key]],
        ),
      ),
      // Others wait for it too, when this client has left.
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }),
  );
  return modernVerdict(answer.status, await firstAnswer(answer));
}
