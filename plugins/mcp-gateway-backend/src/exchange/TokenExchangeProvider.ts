import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  CredentialProvider,
  CredentialRequest,
  CredentialResult,
  IdentityTokens,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Clock } from '../access/Clock';
import type { TokenFetch } from './createTokenFetch';
import { HeldTokens } from './HeldTokens';
import { keyOf } from './keyOf';
import { notMine } from './notMine';
import { toCredential } from './toCredential';
import { TokenExchange } from './TokenExchange';
import type { ExchangeSettings, Obtained, PersonAssertions } from './types';

/** `spec.mcp.credential` of type `token-exchange`: RFC 8693 (docs/token-exchange.md). */
export class TokenExchangeProvider implements CredentialProvider {
  static create(options: {
    settings: ReadonlyMap<string, ExchangeSettings>;
    fetch: TokenFetch;
    clock: Clock;
    assertions: PersonAssertions;
    identities: IdentityTokens;
    logger: LoggerService;
  }): TokenExchangeProvider {
    return new TokenExchangeProvider(options);
  }

  readonly type = 'token-exchange';
  readonly #exchanges: ReadonlyMap<string, TokenExchange>;
  readonly #held: HeldTokens;
  readonly #logger: LoggerService;

  private constructor(
    options: Parameters<typeof TokenExchangeProvider.create>[0],
  ) {
    this.#logger = options.logger;
    this.#held = HeldTokens.create(options);
    this.#exchanges = new Map(
      [...options.settings].map(([name, settings]) => [
        name,
        TokenExchange.create({ ...options, settings }),
      ]),
    );
  }

  provide(
    request: CredentialRequest,
  ): CredentialResult | Promise<CredentialResult> {
    const key = keyOf(request);
    const held = this.#held.get(key);
    return held
      ? toCredential(held)
      : this.#held.obtain(key, () => this.#ask(request)).then(toCredential);
  }

  async refused(request: CredentialRequest): Promise<void> {
    this.#held.forget(keyOf(request));
  }

  async #ask(request: CredentialRequest): Promise<Obtained> {
    const { serverRef, upstreamUrl } = request;
    const { userRef, actor } = request.principal;
    const { config } = request;
    if (config.type !== 'token-exchange') throw notMine(config.type);
    const { exchange, audience, resource, scopes } = config;
    const found = this.#exchanges.get(exchange);
    const obtained: Obtained = found
      ? await found.obtain({
          ...{ audience, resource, scopes },
          userRef,
          // A client is no party of its own; an agent under its own name acts for nobody.
          ...(actor?.kind === 'agent' &&
            actor.ref !== userRef && { actor: actor.ref }),
          serverRef,
          upstreamUrl,
        })
      : {
          kind: 'misconfigured',
          text: `There is no token exchange '${exchange}' (mcpGateway.credentials.exchanges)`,
        };
    if (obtained.kind === 'misconfigured') {
      this.#logger.warn(`No token for ${serverRef}: ${obtained.text}`);
    }
    return obtained;
  }
}
