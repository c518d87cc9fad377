import type { Provider } from 'oidc-provider';
import { makeOpaqueToken } from '../opaque-tokens/makeOpaqueToken';
import { REFRESH_TOKEN_PREFIX } from './REFRESH_TOKEN_PREFIX';

/**
 * Gives refresh tokens the text that scanners for secrets know. The library asks the model for its id, which is what the
 * client is given; it has no setting for that. Tokens of before are found by their hash, like these.
 */
export function markRefreshTokens(provider: Provider): void {
  Object.defineProperty(provider.RefreshToken.prototype, 'generateTokenId', {
    configurable: true,
    value: () => makeOpaqueToken(REFRESH_TOKEN_PREFIX),
  });
}
