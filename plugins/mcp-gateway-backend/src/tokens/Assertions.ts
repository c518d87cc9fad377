import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Clock } from '../access/Clock';
import { ALGORITHM } from './signingKey';
import type { SigningKeys } from './SigningKeys';

const LIFETIME_SECONDS = 120;

/**
 * The gateway's signed word about who calls, for systems that trust its keys (`/.well-known/jwks.json`). Never a gateway token: it
 * has another type (RFC 8725 §3.11), so nobody who gets one can call with it.
 */
export class Assertions {
  static create(options: {
    keys: Pick<SigningKeys, 'signingKey'>;
    issuer: string;
    clock: Clock;
  }): Assertions {
    return new Assertions(options);
  }

  readonly #keys: Pick<SigningKeys, 'signingKey'>;
  readonly #issuer: string;
  readonly #clock: Clock;

  private constructor(options: Parameters<typeof Assertions.create>[0]) {
    this.#keys = options.keys;
    this.#issuer = options.issuer;
    this.#clock = options.clock;
  }

  /**
   * A JWT (RFC 7519) with `iss`, `sub` (an entity ref), `aud`, `iat`, `nbf`, `exp`, `jti` and, where somebody acts for the person,
   * `act` (RFC 8693 §4.1).
   */
  async sign(claims: {
    subject: string;
    audience: string;
    /** Who acts for them. */
    actor?: string;
    lifetimeSeconds?: number;
  }): Promise<string> {
    const { subject, audience, actor } = claims;
    const { kid, privateKey } = await this.#keys.signingKey();
    const now = Math.floor(this.#clock.now() / 1000);
    return await new SignJWT(actor ? { act: { sub: actor } } : {})
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid })
      .setIssuer(this.#issuer)
      .setSubject(subject)
      .setAudience(audience)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + (claims.lifetimeSeconds ?? LIFETIME_SECONDS))
      .sign(privateKey);
  }
}
