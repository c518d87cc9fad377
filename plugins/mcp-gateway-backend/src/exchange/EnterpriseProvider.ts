import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  CredentialProvider,
  CredentialRequest,
  CredentialResult,
  IdentityTokens,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Clock } from '../access/Clock';
import { CallTokens } from './CallTokens';
import type { TokenFetch } from './createTokenFetch';
import { EnterpriseGrant } from './EnterpriseGrant';
import { linkOf } from './linkOf';
import { notMine } from './notMine';
import type { EnterpriseSettings, Link, Obtained } from './types';

/** `spec.mcp.credential` of type `id-jag`: enterprise-managed authorization (docs/token-exchange.md). */
export class EnterpriseProvider implements CredentialProvider {
  static create(options: {
    settings: ReadonlyMap<string, EnterpriseSettings>;
    fetch: TokenFetch;
    clock: Clock;
    identities: IdentityTokens;
    logger: LoggerService;
  }): EnterpriseProvider {
    return new EnterpriseProvider(options);
  }

  readonly type = 'id-jag';
  readonly #grants: ReadonlyMap<string, EnterpriseGrant>;
  readonly #tokens: CallTokens;
  readonly #options: Parameters<typeof EnterpriseProvider.create>[0];

  private constructor(
    options: Parameters<typeof EnterpriseProvider.create>[0],
  ) {
    this.#options = options;
    this.#tokens = CallTokens.create(options);
    this.#grants = new Map(
      [...options.settings].map(([name, settings]) => [
        name,
        EnterpriseGrant.create({ ...options, settings }),
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
    if (config.type !== 'id-jag') throw notMine(config.type);
    const { subject } = settings.get(config.provider) ?? {};
    return linkOf({ subject, identities, userRef: principal.userRef });
  }

  async #ask(request: CredentialRequest): Promise<Obtained> {
    const { serverRef, upstreamUrl } = request;
    const { userRef } = request.principal;
    const { config } = request;
    if (config.type !== 'id-jag') throw notMine(config.type);
    const { provider, issuer, resource, scopes } = config;
    const found = this.#grants.get(provider);
    const obtained: Obtained = found
      ? await found.obtain({
          ...{ issuer, resource, scopes },
          ...{ userRef, serverRef, upstreamUrl },
        })
      : {
          kind: 'misconfigured',
          text: `There is no identity provider '${provider}' (mcpGateway.credentials.enterprises)`,
        };
    if (obtained.kind === 'misconfigured') {
      this.#options.logger.warn(`No token for ${serverRef}: ${obtained.text}`);
    }
    return obtained;
  }
}
