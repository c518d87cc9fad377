import { MODERN_VERSIONS } from '../../pipeline/versions';
import type { SessionContent } from '../../sessions/types';
import { META } from '../META';
import { toModernCapabilities } from './toModernCapabilities';

/** What every request of the stateless era says of its client in `_meta`, from what a session knows of it. */
export function envelopeOf(
  session: Pick<SessionContent, 'client' | 'capabilities'>,
  logLevel?: string,
): Record<string, unknown> {
  return {
    [META.protocolVersion]: MODERN_VERSIONS[0],
    [META.clientInfo]: session.client ?? { name: 'unknown', version: '0' },
    [META.clientCapabilities]: toModernCapabilities(session.capabilities),
    ...(logLevel !== undefined && { [META.logLevel]: logLevel }),
  };
}
