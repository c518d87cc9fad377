import { randomBytes } from 'node:crypto';
import type { AuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Knex } from 'knex';
import type { Clock } from '../service/Clock';
import { FreshSignInStore } from './FreshSignInStore';
import { type Attempt, IdentityProvider } from './IdentityProvider';
import type { FreshSignInSettings } from './readFreshSignInSettings';

/**
 * Lets people sign in again for decisions that need it. The proof stays in a cookie of the browser where they did: a
 * token of the portal alone, which an agent may hold, proves nothing (D9).
 */
export class FreshSignIns {
  static create(options: {
    settings: FreshSignInSettings;
    knex: Knex;
    catalog: CatalogService;
    auth: AuthService;
    clock: Clock;
    /** Told before the proof is given. */
    onSignedIn?: (userRef: string, signedInAt: Date) => Promise<void>;
  }): FreshSignIns {
    return new FreshSignIns(options);
  }

  readonly #options: Parameters<typeof FreshSignIns.create>[0];
  readonly #provider: IdentityProvider;
  readonly #store: FreshSignInStore;

  private constructor(options: Parameters<typeof FreshSignIns.create>[0]) {
    this.#options = options;
    this.#provider = IdentityProvider.create(options.settings);
    this.#store = FreshSignInStore.create(options);
  }

  async begin(returnTo: string): Promise<{ url: URL; attempt: Attempt }> {
    return await this.#provider.begin(returnTo);
  }

  async finish(
    query: URLSearchParams,
    attempt: Attempt,
  ): Promise<{ proof: string; expiresAt: Date }> {
    const { clock, settings } = this.#options;
    const { email, signedInAt } = await this.#provider.finish(query, attempt);
    const userRef = await this.#findUser(email);
    await this.#options.onSignedIn?.(userRef, signedInAt);
    const proof = randomBytes(32).toString('base64url');
    const expiresAt = new Date(
      signedInAt.getTime() + settings.maxAgeSeconds * 1000,
    );
    await this.#store.add({
      ...{ proof, userRef },
      signedInAt,
      expiresAt,
      now: clock.now(),
    });
    return { proof, expiresAt };
  }

  /** When this person last signed in in the browser that holds the proof. */
  async signedInAt(
    userRef: string,
    proof: string | undefined,
  ): Promise<string | undefined> {
    return proof
      ? await this.#store.find({
          proof,
          userRef,
          now: this.#options.clock.now(),
        })
      : undefined;
  }

  async #findUser(email: string): Promise<string> {
    const { catalog, auth } = this.#options;
    const { items } = await catalog.getEntities(
      {
        filter: { kind: 'User', 'spec.profile.email': email },
        fields: ['kind', 'metadata'],
      },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    // Two people of one address could decide for each other.
    if (items.length !== 1) {
      throw new NotAllowedError(
        'The catalog has not one person of this address',
      );
    }
    return stringifyEntityRef(items[0]).toLocaleLowerCase('en-US');
  }
}
