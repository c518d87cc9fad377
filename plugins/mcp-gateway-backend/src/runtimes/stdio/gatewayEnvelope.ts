import { META } from '../../era/META';
import { MODERN_VERSIONS } from '../../pipeline/versions';

/** The gateway, where it asks for itself. */
export const CLIENT_INFO = { name: 'sallyport', version: '1' };

/** What every request of MCP 2026-07-28 says of who asks. */
export function gatewayEnvelope(): Record<string, unknown> {
  return {
    [META.protocolVersion]: MODERN_VERSIONS[0],
    [META.clientInfo]: CLIENT_INFO,
    [META.clientCapabilities]: {},
  };
}
