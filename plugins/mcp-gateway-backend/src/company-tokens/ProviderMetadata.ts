import {
  allowInsecureRequests,
  type AuthorizationServer,
  customFetch,
  discoveryRequest,
  processDiscoveryResponse,
} from 'oauth4webapi';
import {
  type Clock,
  elapsedSince,
  type Moment,
  momentOf,
} from '../access/Clock';
import type { TokenFetch } from '../exchange/createTokenFetch';
import { ProviderUnavailable } from './ProviderUnavailable';

const BELIEVED_MS = 60 * 60_000;
/** After a failure the provider is left alone for so long, however many tokens come. */
const COOL_DOWN_MS = 5_000;

/** What a provider says of itself (OpenID Connect Discovery, RFC 8414). */
export class ProviderMetadata {
  static create(options: {
    issuer: string;
    fetch: TokenFetch;
    clock: Clock;
  }): ProviderMetadata {
    return new ProviderMetadata(options);
  }

  readonly #options: Parameters<typeof ProviderMetadata.create>[0];
  #known: { server: AuthorizationServer; since: Moment } | undefined;
  #failed: Moment | undefined;
  #underWay: Promise<AuthorizationServer> | undefined;

  private constructor(options: Parameters<typeof ProviderMetadata.create>[0]) {
    this.#options = options;
  }

  /** Throws {@link ProviderUnavailable}. */
  async get(): Promise<AuthorizationServer> {
    const { clock } = this.#options;
    const known = this.#known;
    if (known && elapsedSince(clock, known.since) < BELIEVED_MS) {
      return known.server;
    }
    if (this.#failed && elapsedSince(clock, this.#failed) < COOL_DOWN_MS) {
      throw new ProviderUnavailable('Its metadata could not be read just now');
    }
    this.#underWay ??= this.#discover().finally(() => {
      this.#underWay = undefined;
    });
    return await this.#underWay;
  }

  async #discover(): Promise<AuthorizationServer> {
    const { issuer, clock, fetch } = this.#options;
    const since = momentOf(clock);
    const ask = async (algorithm: 'oidc' | 'oauth2') =>
      await discoveryRequest(new URL(issuer), {
        algorithm,
        [customFetch]: (url, init) => fetch.fetch(url, init),
        // The egress guard says where plain HTTP may go, as everywhere in the gateway.
        [allowInsecureRequests]: true,
      });
    try {
      const first = await ask('oidc');
      const response = first.status === 404 ? await ask('oauth2') : first;
      const server = await processDiscoveryResponse(new URL(issuer), response);
      // RFC 8414 §3.3: identical, not merely the same once it is normalised.
      if (server.issuer !== issuer) throw new Error('Another issuer');
      this.#known = { server, since };
      this.#failed = undefined;
      return server;
    } catch (error) {
      this.#failed = since;
      throw new ProviderUnavailable('Its metadata cannot be read', {
        cause: error,
      });
    }
  }
}
