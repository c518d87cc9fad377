import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  CredentialProvider,
  CredentialRequest,
  CredentialResult,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { CallCredential } from './CallCredential';

/** What became of asking for a call's credential. */
export type CredentialAnswer =
  | { kind: 'given'; credential: CallCredential }
  | Exclude<CredentialResult, { kind: 'headers' }>;

/** The providers of the gateway and of its modules, by the type of credential that they answer for. */
export class CredentialProviders {
  static create(options: {
    providers: Iterable<CredentialProvider>;
    logger: LoggerService;
  }): CredentialProviders {
    return new CredentialProviders(options);
  }

  readonly #byType: ReadonlyMap<string, CredentialProvider>;
  readonly #logger: LoggerService;

  private constructor(
    options: Parameters<typeof CredentialProviders.create>[0],
  ) {
    this.#byType = new Map(
      [...options.providers].map(provider => [provider.type, provider]),
    );
    this.#logger = options.logger;
  }

  /** Never throws: a provider that does counts as away, so that the call is refused and may be tried again. */
  async obtain(request: CredentialRequest): Promise<CredentialAnswer> {
    const { config, serverRef } = request;
    if (config.type === 'none') return { kind: 'none' };
    const provider = this.#byType.get(config.type);
    if (!provider) {
      return {
        kind: 'misconfigured',
        text: `The gateway has nothing that gives credentials of the type ${config.type}.`,
      };
    }
    try {
      const result = await provider.provide(request);
      if (result.kind !== 'headers') return result;
      const { headers, secrets = [] } = result;
      return {
        kind: 'given',
        credential: { headers, secrets, request, provider },
      };
    } catch (error) {
      this.#logger.error(
        `The credential for ${serverRef} (${config.type}) could not be had`,
        error as Error,
      );
      return { kind: 'unavailable' };
    }
  }

  /** The system behind refused a credential: whoever gave it forgets it. */
  async refused(
    credential: CallCredential,
    lacks?: { scopes: readonly string[] },
  ): Promise<void> {
    const { provider, request } = credential;
    try {
      await provider.refused?.(request, lacks);
    } catch (error) {
      this.#logger.error(
        `A refused credential for ${request.serverRef} could not be forgotten`,
        error as Error,
      );
    }
  }
}
