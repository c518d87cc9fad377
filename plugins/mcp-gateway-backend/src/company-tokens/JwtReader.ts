import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../access/Clock';
import type { ProviderKeys } from './ProviderKeys';
import { ProviderUnavailable } from './ProviderUnavailable';
import type { IdentityProviderSettings, ReadToken } from './types';

/** Two machines' clocks differ. */
const TOLERANCE_SECONDS = 5;
/** RFC 9068 §2.1, and what providers wrote before it. Nothing else says that a token is for access: Backstage's says so of itself. */
const TYPES = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt']);

/** Reads JWTs of one provider: signature, issuer and times. Whom they are for is decided by whoever is called. */
export class JwtReader {
  static create(options: {
    settings: Pick<IdentityProviderSettings, 'issuer' | 'algorithms'>;
    keys: ProviderKeys;
    clock: Clock;
  }): JwtReader {
    return new JwtReader(options);
  }

  readonly #options: Parameters<typeof JwtReader.create>[0];

  private constructor(options: Parameters<typeof JwtReader.create>[0]) {
    this.#options = options;
  }

  async read(token: string): Promise<ReadToken> {
    const { settings, keys, clock } = this.#options;
    try {
      const { payload, protectedHeader } = await jwtVerify<JWTPayload>(
        token,
        (header, parts) => keys.keyOf(header, parts),
        {
          issuer: settings.issuer,
          // RFC 8725 §3.1: the algorithm is ours to choose, not the token's.
          algorithms: [...settings.algorithms],
          requiredClaims: ['exp', 'aud'],
          clockTolerance: TOLERANCE_SECONDS,
          currentDate: new Date(clock.now()),
        },
      );
      const isForAccess = TYPES.has(protectedHeader.typ?.toLowerCase());
      return isForAccess ? { claims: payload } : { why: 'invalid-token' };
    } catch (error) {
      if (error instanceof ProviderUnavailable) {
        return { why: 'provider-unavailable' };
      }
      if (error instanceof errors.JWTExpired) return { why: 'expired-token' };
      if (error instanceof errors.JWTClaimValidationFailed) {
        const isEarly =
          error.claim === 'nbf' && error.reason === 'check_failed';
        return { why: isEarly ? 'not-yet-valid' : 'invalid-token' };
      }
      if (error instanceof errors.JOSEError) return { why: 'invalid-token' };
      throw error;
    }
  }
}
