import type { JWTPayload } from 'jose';
import {
  allowInsecureRequests,
  customFetch,
  introspectionRequest,
  type IntrospectionResponse,
  processIntrospectionResponse,
} from 'oauth4webapi';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from '../access/Clock';
import type { TokenFetch } from '../exchange/createTokenFetch';
import type { ClientSettings } from '../exchange/types';
import type { ReadToken } from './types';

/** Strangers can send any text as a token: what reaches the provider is bounded, on each replica. */
const QUESTIONS_PER_MINUTE = 600;
const MAX_UNDER_WAY = 16;

/** Asks a provider about tokens that only it can read (RFC 7662). */
export class Introspection {
  static create(options: {
    issuer: string;
    /** Where it is asked now. */
    address: () => Promise<string>;
    client: ClientSettings;
    fetch: TokenFetch;
    clock: Clock;
  }): Introspection {
    return new Introspection(options);
  }

  readonly #options: Parameters<typeof Introspection.create>[0];
  readonly #limiter = new RateLimiterMemory({
    points: QUESTIONS_PER_MINUTE,
    duration: 60,
  });
  #underWay = 0;

  private constructor(options: Parameters<typeof Introspection.create>[0]) {
    this.#options = options;
  }

  async read(token: string): Promise<ReadToken> {
    if (this.#underWay >= MAX_UNDER_WAY || !(await this.#mayAsk())) {
      return { why: 'provider-unavailable' };
    }
    this.#underWay += 1;
    try {
      return this.#check(await this.#ask(token));
    } catch {
      // Whatever goes wrong at the provider is no word about the token. The error could quote a secret.
      return { why: 'provider-unavailable' };
    } finally {
      this.#underWay -= 1;
    }
  }

  async #ask(token: string) {
    const { issuer, client, fetch } = this.#options;
    const server = {
      issuer,
      introspection_endpoint: await this.#options.address(),
    };
    const known = { client_id: client.id };
    const response = await introspectionRequest(
      server,
      known,
      client.authenticate,
      token,
      {
        [customFetch]: (url, init) => fetch.fetch(url, init),
        // The egress guard says where plain HTTP may go, as everywhere in the gateway.
        [allowInsecureRequests]: true,
      },
    );
    return await processIntrospectionResponse(server, known, response);
  }

  /** RFC 7662 §2.2: what is active may still be for others, or of another issuer. */
  #check(answer: IntrospectionResponse): ReadToken {
    const { issuer, clock } = this.#options;
    if (!answer.active) return { why: 'invalid-token' };
    if (answer.iss !== undefined && answer.iss !== issuer) {
      return { why: 'invalid-token' };
    }
    const now = clock.now() / 1000;
    if (answer.exp !== undefined && answer.exp <= now) {
      return { why: 'expired-token' };
    }
    if (answer.nbf !== undefined && answer.nbf > now) {
      return { why: 'not-yet-valid' };
    }
    return { claims: answer as JWTPayload };
  }

  async #mayAsk(): Promise<boolean> {
    try {
      await this.#limiter.consume('all');
      return true;
    } catch (error) {
      if (error instanceof RateLimiterRes) return false;
      throw error;
    }
  }
}
