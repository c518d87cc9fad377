import type { JWK } from 'jose';
import type { Provider } from 'oidc-provider';

/** What a provider is made with, and lives as long as. */
export interface ProviderKeys {
  signingKey: JWK;
  cookieKeys: string[];
}

/**
 * The provider of this moment. It is made of its keys, so that a new key makes a new one: state is in the database, and
 * what is under way with the old one is finished by it.
 */
export class CurrentProvider {
  static create(options: {
    keys: () => Promise<ProviderKeys>;
    make: (keys: ProviderKeys) => Provider;
  }): CurrentProvider {
    return new CurrentProvider(options);
  }

  readonly #options: Parameters<typeof CurrentProvider.create>[0];
  #current: { name: string; provider: Provider } | undefined;

  private constructor(options: Parameters<typeof CurrentProvider.create>[0]) {
    this.#options = options;
  }

  async get(): Promise<Provider> {
    const keys = await this.#options.keys();
    const name = JSON.stringify([keys.signingKey.kid, keys.cookieKeys]);
    if (this.#current?.name !== name) {
      this.#current = { name, provider: this.#options.make(keys) };
    }
    return this.#current.provider;
  }
}
