import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  CredentialProvider,
  CredentialRequest,
  CredentialResult,
  IdentityTokens,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Clock } from '../access/Clock';
import type { TokenFetch } from './createTokenFetch';
import { EnterpriseGrant } from './EnterpriseGrant';
import { HeldTokens } from './HeldTokens';
import { keyOf } from './keyOf';
import { notMine } from './notMine';
import { toCredential } from './toCredential';
import type { EnterpriseSettings, Obtained } from './types';

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
  readonly #held: HeldTokens;
  readonly #logger: LoggerService;

  private constructor(
    options: Parameters<typeof EnterpriseProvider.create>[0],
  ) {
    this.#logger = options.logger;
    this.#held = HeldTokens.create(options);
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
      this.#logger.warn(`No token for ${serverRef}: ${obtained.text}`);
    }
    return obtained;
  }
}
