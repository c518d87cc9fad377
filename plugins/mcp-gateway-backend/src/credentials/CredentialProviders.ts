import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  CredentialProvider,
  CredentialRequest,
  CredentialResult,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { type Clock, systemClock } from '../access/Clock';
import type { CallCredential } from './CallCredential';
import { nameOfError } from './nameOfError';

/** A session may outlive the call that began it by hours: what was given longer ago than this is asked for again. */
const CURRENT_MS = 1_000;

/** What became of asking for a call's credential. */
export type CredentialAnswer =
  | { kind: 'given'; credential: CallCredential }
  | Exclude<CredentialResult, { kind: 'headers' }>;

/** The providers of the gateway and of its modules, by the type of credential that they answer for. */
export class CredentialProviders {
  static create(options: {
    providers: Iterable<CredentialProvider>;
    logger: LoggerService;
    clock?: Clock;
  }): CredentialProviders {
    return new CredentialProviders(options);
  }

  readonly #byType: ReadonlyMap<string, CredentialProvider>;
  readonly #logger: LoggerService;
  readonly #clock: Clock;

  private constructor(
    options: Parameters<typeof CredentialProviders.create>[0],
  ) {
    this.#byType = new Map(
      [...options.providers].map(provider => [provider.type, provider]),
    );
    this.#logger = options.logger;
    this.#clock = options.clock ?? systemClock;
  }

  /** Never throws: a provider that does counts as away, so that the call is refused and may be tried again. */
  async obtain(asked: CredentialRequest): Promise<CredentialAnswer> {
    const { config, serverRef } = asked;
    if (config.type === 'none') return { kind: 'none' };
    const provider = this.#byType.get(config.type);
    if (!provider) {
      return {
        kind: 'misconfigured',
        text: `The gateway has nothing that gives credentials of the type ${config.type}.`,
      };
    }
    // Its own object each time, by which the provider knows what it gave: a call may be given several, one after the other.
    const request = Object.freeze({ ...asked });
    const givenAt = this.#clock.monotonic();
    try {
      const result = await provider.provide(request);
      if (result.kind !== 'headers') return result;
      const { kind, ...given } = result;
      return {
        kind: 'given',
        credential: {
          ...{ secrets: [], ...given, request, provider, givenAt },
          use: { isSent: false },
        },
      };
    } catch (error) {
      // Its words could quote the secret.
      this.#logger.error(
        `The credential for ${serverRef} (${
          config.type
        }) could not be had: ${nameOfError(error)}`,
      );
      return { kind: 'unavailable' };
    }
  }

  /** What holds now of a credential that was given some time ago. */
  async renewed(credential: CallCredential): Promise<CredentialAnswer> {
    const age = this.#clock.monotonic() - credential.givenAt;
    return age < CURRENT_MS
      ? { kind: 'given', credential }
      : await this.obtain(credential.request);
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
        `A refused credential for ${
          request.serverRef
        } could not be forgotten: ${nameOfError(error)}`,
      );
    }
  }

  /** Whether what was given may still be used. Throws where that cannot be known. */
  async holds({ provider, request }: CallCredential): Promise<boolean> {
    return (await provider.holds?.(request)) ?? true;
  }
}
