import {
  createRemoteJWKSet,
  errors,
  type FlattenedJWSInput,
  type JWSHeaderParameters,
} from 'jose';
import { IdentityError } from './IdentityError.ts';

const TIMEOUT_MS = 5_000;
/** A made-up key id must not become a way to keep the gateway busy. */
const PAUSE_MS = 5_000;

/**
 * The gateway's keys. They are fetched when one is needed for the first time, so this may start before the gateway, again when an
 * assertion names one that is not known, since keys rotate, and again after a failure.
 */
export function createGatewayKeys(options: { gatewayUrl: string }) {
  const keys = createRemoteJWKSet(
    new URL('/.well-known/jwks.json', options.gatewayUrl),
    { timeoutDuration: TIMEOUT_MS, cooldownDuration: PAUSE_MS },
  );
  return async (header: JWSHeaderParameters, token: FlattenedJWSInput) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) {
        throw error;
      }
      throw new IdentityError(
        'unavailable',
        'The keys of the gateway could not be fetched; try again',
        { cause: error },
      );
    }
  };
}
