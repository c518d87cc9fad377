import type { AuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/** Finds the other accounts of a person: users of the catalog with the same e-mail address. */
export class Accounts {
  static create(options: {
    catalog: CatalogService;
    auth: AuthService;
  }): Accounts {
    return new Accounts(options);
  }

  readonly #options: Parameters<typeof Accounts.create>[0];

  private constructor(options: Parameters<typeof Accounts.create>[0]) {
    this.#options = options;
  }

  /** Never inside a transaction. Where the catalog cannot be asked it throws: then nothing is decided. */
  async of(userRef: string): Promise<string[]> {
    const { catalog, auth } = this.#options;
    const credentials = await auth.getOwnServiceCredentials();
    const entity = await catalog.getEntityByRef(userRef, { credentials });
    const profile = entity?.spec?.profile;
    const email =
      typeof profile === 'object' && profile !== null && 'email' in profile
        ? profile.email
        : undefined;
    if (typeof email !== 'string' || !email.trim()) return [];
    const { items } = await catalog.getEntities(
      {
        filter: { kind: 'User', 'spec.profile.email': email },
        fields: ['kind', 'metadata'],
      },
      { credentials },
    );
    return items
      .map(item => stringifyEntityRef(item).toLocaleLowerCase('en-US'))
      .filter(ref => ref !== userRef);
  }
}
