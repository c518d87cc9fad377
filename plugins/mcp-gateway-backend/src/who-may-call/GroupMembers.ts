import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { ServiceUnavailableError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { within } from '../access/within';

const MAX_DEPTH = 10;
const MAX_GROUPS = 500;
/** Refs travel in an address. */
const REFS_AT_ONCE = 40;
const PAGE = 500;
const TIMEOUT_MS = 15_000;

/** The members that were found, and whether there are more than are looked at. */
export interface FoundMembers {
  readonly refs: ReadonlySet<string>;
  readonly hasMore: boolean;
}

/**
 * Finds the people of groups and of the groups below them in the catalog: the same relations as `findGroups()` goes,
 * the other way. Whom it finds is asked about one by one: it decides nothing.
 */
export class GroupMembers {
  static create(options: {
    auth: Pick<AuthService, 'getOwnServiceCredentials'>;
    catalog: Pick<CatalogService, 'queryEntities'>;
    /** How many people are looked at. */
    maxPeople?: number;
  }): GroupMembers {
    return new GroupMembers(options);
  }

  readonly #options: Parameters<typeof GroupMembers.create>[0];

  private constructor(options: Parameters<typeof GroupMembers.create>[0]) {
    this.#options = options;
  }

  /** Throws where the catalog cannot be asked. */
  async of(groups: readonly string[]): Promise<FoundMembers> {
    if (groups.length === 0) return { refs: new Set(), hasMore: false };
    try {
      return await within(this.#find(groups), TIMEOUT_MS);
    } catch (error) {
      throw new ServiceUnavailableError(
        'The catalog cannot say who is in the groups; try again shortly',
        error,
      );
    }
  }

  async #find(groups: readonly string[]): Promise<FoundMembers> {
    const { auth, maxPeople = 1_000 } = this.#options;
    const credentials = await auth.getOwnServiceCredentials();
    const all = new Set(groups);
    let level = [...all];
    let hasMore = false;
    for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
      const below = await this.#related('Group', 'childOf', {
        ...{ refs: level, credentials },
        max: MAX_GROUPS,
      });
      hasMore ||= below.hasMore || all.size + below.refs.size > MAX_GROUPS;
      level = [...below.refs]
        .filter(ref => !all.has(ref))
        .slice(0, MAX_GROUPS - all.size);
      level.forEach(ref => all.add(ref));
    }
    const people = await this.#related('User', 'memberOf', {
      ...{ refs: [...all], credentials },
      max: maxPeople,
    });
    return { refs: people.refs, hasMore: hasMore || people.hasMore };
  }

  /** Entities of a kind that have a relation to one of these. */
  async #related(
    kind: string,
    relation: string,
    options: {
      refs: readonly string[];
      credentials: BackstageCredentials;
      max: number;
    },
  ): Promise<FoundMembers> {
    const { refs, credentials, max } = options;
    const found = new Set<string>();
    for (let at = 0; at < refs.length; at += REFS_AT_ONCE) {
      let cursor: string | undefined;
      do {
        const page = await this.#options.catalog.queryEntities(
          {
            limit: PAGE,
            fields: ['kind', 'metadata.name', 'metadata.namespace'],
            ...(cursor === undefined
              ? {
                  filter: {
                    kind,
                    [`relations.${relation}`]: refs.slice(
                      at,
                      at + REFS_AT_ONCE,
                    ),
                  },
                  orderFields: { field: 'metadata.name', order: 'asc' },
                }
              : { cursor }),
          },
          { credentials },
        );
        for (const entity of page.items) {
          const ref = stringifyEntityRef(entity).toLocaleLowerCase('en-US');
          if (found.size >= max && !found.has(ref)) {
            return { refs: found, hasMore: true };
          }
          found.add(ref);
        }
        cursor = page.pageInfo.nextCursor;
      } while (cursor !== undefined);
    }
    return { refs: found, hasMore: false };
  }
}
