import type { AuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { ServiceUnavailableError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { JWTPayload } from 'jose';
import { within } from '../access/within';
import { normalizeRef } from '../service/readRef';
import type { UserRule } from './types';

const TIMEOUT_MS = 5_000;
const MAX_LENGTH = 200;

/** Finds the person of the catalog whom a provider's token is about. */
export class UserFinder {
  static create(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntities'>;
  }): UserFinder {
    return new UserFinder(options);
  }

  readonly #options: Parameters<typeof UserFinder.create>[0];

  private constructor(options: Parameters<typeof UserFinder.create>[0]) {
    this.#options = options;
  }

  /** An entity ref; nothing where nobody, or more than one person, is meant. Throws where the catalog cannot be asked. */
  async find(claims: JWTPayload, rule: UserRule): Promise<string | undefined> {
    const value = claims[rule.claim];
    if (typeof value !== 'string' || !value || value.length > MAX_LENGTH) {
      return undefined;
    }
    switch (rule.matches) {
      case 'name':
        return refOf(value, rule.namespace);
      case 'email':
        // Whoever can sign up with an address that is not theirs is not its owner.
        return claims.email_verified === false
          ? undefined
          : await this.#search('spec.profile.email', value);
      case 'annotation':
        return await this.#search(
          `metadata.annotations.${rule.annotation}`,
          value,
          rule.annotation,
        );
      default:
        throw new Error(`No such rule: ${rule.matches satisfies never}`);
    }
  }

  async #search(
    key: string,
    value: string,
    annotation?: string,
  ): Promise<string | undefined> {
    try {
      const { items } = await within(this.#ask(key, value), TIMEOUT_MS);
      // The catalog searches without regard to case; ids of providers are exact.
      const found = items.filter(
        ({ metadata }) =>
          annotation === undefined ||
          metadata.annotations?.[annotation] === value,
      );
      return found.length === 1 ? stringifyEntityRef(found[0]) : undefined;
    } catch (error) {
      throw new ServiceUnavailableError(
        'The catalog cannot say whom a token is about; try again shortly',
        error,
      );
    }
  }

  async #ask(key: string, value: string) {
    const { auth, catalog } = this.#options;
    return await catalog.getEntities(
      {
        filter: { kind: 'User', [key]: value },
        fields: [
          'kind',
          'metadata.name',
          'metadata.namespace',
          'metadata.annotations',
        ],
        limit: 10,
      },
      { credentials: await auth.getOwnServiceCredentials() },
    );
  }
}

function refOf(name: string, namespace: string): string | undefined {
  try {
    return normalizeRef(`user:${namespace}/${name}`, 'user');
  } catch {
    return undefined;
  }
}
