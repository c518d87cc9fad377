import { jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import type { Caller } from './Caller.ts';
import { createGatewayKeys } from './createGatewayKeys.ts';
import { IdentityError } from './IdentityError.ts';

/** What the gateway calls itself when it looks which tools there are. */
const PROBE_SUBJECT = 'sallyport-probe';
/** The longest life that the gateway gives an assertion. */
const MAX_AGE_SECONDS = 600;
/** What the clocks of two machines may differ. */
const CLOCK_SECONDS = 5;

const entityRef = z
  .string()
  .max(300)
  .regex(/^[a-z]+:[^\s:/]+\/[^\s:/]+$/);
const claimsSchema = z.object({
  sub: entityRef,
  act: z.object({ sub: entityRef }).optional(),
});

/** Says for whom a request is, by the gateway's signed word in its `Authorization` header. */
export class AssertionVerifier {
  static create(options: {
    /** The gateway's public address: who signs, and where its keys are. */
    gatewayUrl: string;
    /** What assertions about people are for. */
    audience: string;
    /** The address under which the gateway knows this server: what its probes are for. Absent where nothing is probed. */
    ownUrl?: string;
  }): AssertionVerifier {
    return new AssertionVerifier(options);
  }

  readonly #options: Parameters<typeof AssertionVerifier.create>[0];
  readonly #keys: ReturnType<typeof createGatewayKeys>;

  private constructor(options: Parameters<typeof AssertionVerifier.create>[0]) {
    this.#options = options;
    this.#keys = createGatewayKeys(options);
  }

  /** Throws an {@link IdentityError}. */
  async verify(authorization: string | undefined): Promise<Caller> {
    if (authorization === undefined) {
      throw new IdentityError(
        'missing',
        'Only the gateway calls this server, in the name of a person',
      );
    }
    const [, assertion] = /^Bearer ([^\s]+)$/i.exec(authorization) ?? [];
    if (assertion === undefined) {
      throw invalid();
    }
    return this.#callerOf(await this.#claims(assertion), assertion);
  }

  async #claims(assertion: string): Promise<JWTPayload> {
    const { gatewayUrl, audience, ownUrl } = this.#options;
    try {
      const { payload } = await jwtVerify(assertion, this.#keys, {
        algorithms: ['ES256'],
        typ: 'JWT',
        issuer: gatewayUrl,
        audience: ownUrl === undefined ? [audience] : [audience, ownUrl],
        requiredClaims: ['sub', 'exp', 'jti'],
        maxTokenAge: MAX_AGE_SECONDS,
        clockTolerance: CLOCK_SECONDS,
      });
      return payload;
    } catch (error) {
      // Which of the checks failed is nobody's business but ours.
      throw error instanceof IdentityError ? error : invalid(error);
    }
  }

  /** An assertion is for one audience: people are for the orders, and a probe for this very server. */
  #callerOf(payload: JWTPayload, assertion: string): Caller {
    const { audience, ownUrl } = this.#options;
    if (payload.aud === ownUrl && payload.sub === PROBE_SUBJECT) {
      return { kind: 'probe' };
    }
    const claims = claimsSchema.safeParse(payload);
    if (payload.aud !== audience || !claims.success) {
      throw invalid();
    }
    const { sub, act } = claims.data;
    return {
      kind: 'person',
      person: { ref: sub, ...(act && { actor: act.sub }) },
      assertion,
    };
  }
}

function invalid(cause?: unknown): IdentityError {
  return new IdentityError(
    'invalid',
    'This is no valid assertion of the gateway for this server',
    { cause },
  );
}
