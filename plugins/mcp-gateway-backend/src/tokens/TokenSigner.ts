import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from '../access/Clock';
import { MAX_TOKEN_LENGTH } from './limits';
import { ALGORITHM } from './signingKey';
import type { SigningKeys } from './SigningKeys';

const TYPE = 'at+jwt';
/** RFC 9068 §2.2: whom a token was given to. So far there is one client: the portal's Connect page. */
const CLIENT_ID = 'portal';

const claimsSchema = z.object({
  jti: z.uuid(),
  sub: z.string().min(1).max(300),
  aud: z.string().max(2000),
  exp: z.number().int().positive(),
  act: z.object({ sub: z.string().min(1).max(300) }).optional(),
});

/** What a token says that was signed by one of our keys for the asked endpoint. */
export interface TokenClaims {
  tokenId: string;
  userEntityRef: string;
  endpoint: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  /** The agent that holds it: the subject itself, or who acts for the subject. */
  actorRef?: string;
}

/** Makes and reads the JWTs: signature and claims only, nothing of revocation. */
export class TokenSigner {
  static create(options: {
    keys: SigningKeys;
    issuer: string;
    clock: Clock;
  }): TokenSigner {
    return new TokenSigner(options);
  }

  readonly #keys: SigningKeys;
  readonly #issuer: string;
  readonly #clock: Clock;

  private constructor(options: Parameters<typeof TokenSigner.create>[0]) {
    this.#keys = options.keys;
    this.#issuer = options.issuer;
    this.#clock = options.clock;
  }

  async sign(claims: TokenClaims & { issuedAt: number }): Promise<string> {
    const { kid, privateKey } = await this.#keys.signingKey();
    const { actorRef } = claims;
    return await new SignJWT({
      client_id: actorRef ?? CLIENT_ID,
      // RFC 8693 §4.1
      ...(actorRef !== undefined &&
        actorRef !== claims.userEntityRef && { act: { sub: actorRef } }),
    })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
      .setIssuer(this.#issuer)
      .setAudience(claims.endpoint)
      .setSubject(claims.userEntityRef)
      .setJti(claims.tokenId)
      .setIssuedAt(Math.floor(claims.issuedAt / 1000))
      .setExpirationTime(Math.floor(claims.expiresAt / 1000))
      .sign(privateKey);
  }

  /** What is not exactly as we sign it is `invalid`; only a token of ours can be `expired`. Throws when keys cannot be read. */
  async read(
    token: string,
    endpoint: string,
  ): Promise<TokenClaims | 'invalid' | 'expired'> {
    const key = await this.#keyOf(token);
    if (!key) {
      return 'invalid';
    }
    try {
      const { payload } = await jwtVerify(token, key, {
        // RFC 8725 §3.1: the algorithm is ours to choose, not the token's.
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: this.#issuer,
        audience: endpoint,
        requiredClaims: ['jti', 'sub', 'iat', 'exp'],
        currentDate: new Date(this.#clock.now()),
      });
      const claims = claimsSchema.safeParse(payload);
      // A list of audiences that contains the endpoint is more than a token for it.
      if (!claims.success || claims.data.aud !== endpoint) {
        return 'invalid';
      }
      return {
        tokenId: claims.data.jti,
        userEntityRef: claims.data.sub,
        endpoint,
        expiresAt: claims.data.exp * 1000,
        ...(claims.data.act && { actorRef: claims.data.act.sub }),
      };
    } catch (error) {
      if (error instanceof errors.JWTExpired) {
        return 'expired';
      }
      if (error instanceof errors.JOSEError) {
        return 'invalid';
      }
      throw error;
    }
  }

  async #keyOf(token: string) {
    if (token.length > MAX_TOKEN_LENGTH) {
      return undefined;
    }
    let kid: unknown;
    try {
      const header = decodeProtectedHeader(token);
      if (header.alg !== ALGORITHM) {
        return undefined;
      }
      kid = header.kid;
    } catch {
      return undefined;
    }
    return typeof kid === 'string'
      ? await this.#keys.publicKey(kid)
      : undefined;
  }
}
