import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  CredentialProvider,
  CredentialRequest,
  CredentialResult,
  IdentityTokens,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Clock } from '../access/Clock';
import { actingAgent } from '../credentials/actingAgent';
import { CallTokens } from './CallTokens';
import type { TokenFetch } from './createTokenFetch';
import { linkOf } from './linkOf';
import { notMine } from './notMine';
import { TokenExchange } from './TokenExchange';
import type {
  ExchangeSettings,
  Link,
  Obtained,
  PersonAssertions,
} from './types';

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
  readonly #tokens: CallTokens;
  readonly #options: Parameters<typeof TokenExchangeProvider.create>[0];

  private constructor(
    options: Parameters<typeof TokenExchangeProvider.create>[0],
  ) {
    this.#options = options;
    this.#tokens = CallTokens.create(options);
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
    return this.#tokens.provide(request, {
      link: this.#linkOf(request),
      ask: () => this.#ask(request),
    });
  }

  async refused(request: CredentialRequest): Promise<void> {
    this.#tokens.refused(request);
  }

  async holds(request: CredentialRequest): Promise<boolean> {
    return await this.#tokens.holds(request, this.#linkOf(request));
  }

  #linkOf({ config, principal }: CredentialRequest): Link | Promise<Link> {
    const { settings, identities } = this.#options;
    if (config.type !== 'token-exchange') throw notMine(config.type);
    const { subject } = settings.get(config.exchange) ?? {};
    return linkOf({ subject, identities, userRef: principal.userRef });
  }

  async #ask(request: CredentialRequest): Promise<Obtained> {
    const { serverRef, upstreamUrl } = request;
    const { userRef } = request.principal;
    const actor = actingAgent(request.principal);
    const { config } = request;
    if (config.type !== 'token-exchange') throw notMine(config.type);
    const { exchange, audience, resource, scopes } = config;
    const found = this.#exchanges.get(exchange);
    const obtained: Obtained = found
      ? await found.obtain({
          ...{ audience, resource, scopes },
          ...{ userRef, serverRef, upstreamUrl },
          ...(actor !== undefined && { actor }),
        })
      : {
          kind: 'misconfigured',
          text: `There is no token exchange '${exchange}' (mcpGateway.credentials.exchanges)`,
        };
    if (obtained.kind === 'misconfigured') {
      this.#options.logger.warn(`No token for ${serverRef}: ${obtained.text}`);
    }
    return obtained;
  }
}
