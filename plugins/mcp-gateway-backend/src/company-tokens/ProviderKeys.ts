import {
  createRemoteJWKSet,
  type CryptoKey,
  customFetch,
  errors,
  type FlattenedJWSInput,
  type JWTHeaderParameters,
} from 'jose';
import {
  type Clock,
  elapsedSince,
  type Moment,
  momentOf,
} from '../access/Clock';
import type { TokenFetch } from '../exchange/createTokenFetch';
import { ProviderUnavailable } from './ProviderUnavailable';

const BELIEVED_MS = 10 * 60_000;
/** A token of an unknown key makes the keys be read again, this often at most: strangers must not drive the gateway. */
const COOL_DOWN_MS = 30_000;
const AFTER_FAILURE_MS = 5_000;
const TIMEOUT_MS = 5_000;

/** The keys of a provider, read anew when a token names one that is not among them. */
export class ProviderKeys {
  static create(options: {
    /** Where they are now. */
    address: () => Promise<string>;
    fetch: TokenFetch;
    clock: Clock;
  }): ProviderKeys {
    return new ProviderKeys(options);
  }

  readonly #options: Parameters<typeof ProviderKeys.create>[0];
  #set:
    | { address: string; read: ReturnType<typeof createRemoteJWKSet> }
    | undefined;
  #failed: Moment | undefined;

  private constructor(options: Parameters<typeof ProviderKeys.create>[0]) {
    this.#options = options;
  }

  /** The key of a token. Throws an error of jose where there is none, {@link ProviderUnavailable} where that is not known. */
  async keyOf(
    header: JWTHeaderParameters,
    token: FlattenedJWSInput,
  ): Promise<CryptoKey> {
    const { clock } = this.#options;
    if (this.#failed && elapsedSince(clock, this.#failed) < AFTER_FAILURE_MS) {
      throw new ProviderUnavailable('Its keys could not be read just now');
    }
    const read = await this.#read();
    try {
      const key = await read(header, token);
      this.#failed = undefined;
      return key;
    } catch (error) {
      const isAboutToken =
        error instanceof errors.JWKSNoMatchingKey ||
        error instanceof errors.JWKSMultipleMatchingKeys ||
        error instanceof errors.JOSENotSupported;
      if (isAboutToken) throw error;
      this.#failed = momentOf(clock);
      throw new ProviderUnavailable('Its keys cannot be read', {
        cause: error,
      });
    }
  }

  async #read() {
    const { address: find, fetch } = this.#options;
    const address = await find();
    if (this.#set?.address !== address) {
      const read = createRemoteJWKSet(new URL(address), {
        timeoutDuration: TIMEOUT_MS,
        cooldownDuration: COOL_DOWN_MS,
        cacheMaxAge: BELIEVED_MS,
        [customFetch]: async (url, init) => await fetch.fetch(url, init),
      });
      this.#set = { address, read };
    }
    return this.#set.read;
  }
}
