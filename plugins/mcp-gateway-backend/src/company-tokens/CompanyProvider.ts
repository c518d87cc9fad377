import { type Clock, systemClock } from '../access/Clock';
import type { TokenFetch } from '../exchange/createTokenFetch';
import { Introspection } from './Introspection';
import { JwtReader } from './JwtReader';
import { ProviderKeys } from './ProviderKeys';
import { ProviderMetadata } from './ProviderMetadata';
import { ProviderUnavailable } from './ProviderUnavailable';
import type { IdentityProviderSettings, ReadToken } from './types';

/** One identity provider of the company, as far as its tokens go. */
export class CompanyProvider {
  static create(options: {
    settings: IdentityProviderSettings;
    fetch: TokenFetch;
    clock?: Clock;
  }): CompanyProvider {
    return new CompanyProvider(options);
  }

  readonly settings: IdentityProviderSettings;
  readonly #jwts: JwtReader;
  readonly #introspection: Introspection | undefined;

  private constructor(options: Parameters<typeof CompanyProvider.create>[0]) {
    const { settings, fetch, clock = systemClock } = options;
    const { issuer, jwksUri, introspection } = settings;
    this.settings = settings;
    const metadata = ProviderMetadata.create({ issuer, fetch, clock });
    this.#jwts = JwtReader.create({
      settings,
      clock,
      keys: ProviderKeys.create({
        address: async () => jwksUri ?? named((await metadata.get()).jwks_uri),
        fetch,
        clock,
      }),
    });
    this.#introspection =
      introspection &&
      Introspection.create({
        ...{ issuer, fetch, clock },
        client: introspection.client,
        address: async () =>
          introspection.endpoint ??
          named((await metadata.get()).introspection_endpoint),
      });
  }

  /** Whether it can be asked about tokens that are no JWTs. */
  get readsOpaque(): boolean {
    return this.#introspection !== undefined;
  }

  async readJwt(token: string): Promise<ReadToken> {
    return await this.#jwts.read(token);
  }

  async readOpaque(token: string): Promise<ReadToken> {
    return (await this.#introspection?.read(token)) ?? { why: 'invalid-token' };
  }
}

function named(address: string | undefined): string {
  if (address === undefined) {
    throw new ProviderUnavailable('Its metadata does not say where that is');
  }
  return address;
}
