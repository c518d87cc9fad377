import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import {
  type Entity,
  parseEntityRef,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { stringifyError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { ApprovalFacts } from '@sallyport/backstage-plugin-mcp-registry-common';
import { LRUCache } from 'lru-cache';

/** What may ask for owners: policies of any kind. */
interface AskingPolicy {
  readonly rules: readonly {
    readonly anyOf: readonly { readonly by: readonly { who: string }[] }[];
  }[];
}

/** For lists and the schedule; decisions ask anew. */
const KEPT = { max: 5_000, ttl: 30_000 };

/** Asks the catalog who owns the systems behind a server. */
export class DataOwners {
  static create(options: {
    catalog: CatalogService;
    auth: AuthService;
    logger: LoggerService;
    policies: readonly AskingPolicy[];
  }): DataOwners {
    return new DataOwners(options);
  }

  readonly #options: Parameters<typeof DataOwners.create>[0];
  readonly #kept = new LRUCache<string, { owner?: string }>(KEPT);

  private constructor(options: Parameters<typeof DataOwners.create>[0]) {
    this.#options = options;
  }

  /** Never inside a transaction. @returns nothing where the catalog cannot be asked: then what was known holds. */
  async of(
    systems: readonly string[],
    options?: { isFresh: boolean },
  ): Promise<ApprovalFacts['dataOwners'] | undefined> {
    const { catalog, auth, logger, policies } = this.#options;
    if (systems.length === 0 || !policies.some(asksDataOwners)) return [];
    if (!options?.isFresh && systems.every(name => this.#kept.has(name))) {
      return systems.map(system => ({
        system,
        owner: this.#kept.get(system)?.owner,
      }));
    }
    try {
      const { items } = await catalog.getEntitiesByRefs(
        {
          entityRefs: [...systems],
          fields: ['kind', 'metadata', 'spec.owner', 'relations'],
        },
        { credentials: await auth.getOwnServiceCredentials() },
      );
      return systems.map((system, index) => {
        const owner = ownerOf(items[index]);
        this.#kept.set(system, { owner });
        return { system, owner };
      });
    } catch (error) {
      logger.warn(
        `The catalog cannot be asked who owns ${systems.join(
          ', ',
        )}: ${stringifyError(error)}`,
      );
      return undefined;
    }
  }
}

function asksDataOwners({ rules }: AskingPolicy): boolean {
  return rules.some(({ anyOf }) =>
    anyOf.some(({ by }) => by.some(({ who }) => who === 'data-owners')),
  );
}

/** By its relation; without one that the catalog has made yet, by what it says itself. */
function ownerOf(entity: Entity | undefined): string | undefined {
  const related = entity?.relations?.find(
    ({ type }) => type === RELATION_OWNED_BY,
  )?.targetRef;
  const said = entity?.spec?.owner;
  if (related) return related.toLocaleLowerCase('en-US');
  if (!entity || typeof said !== 'string') return undefined;
  try {
    return stringifyEntityRef(
      parseEntityRef(said, {
        defaultKind: 'group',
        defaultNamespace: entity.metadata.namespace ?? 'default',
      }),
    ).toLocaleLowerCase('en-US');
  } catch {
    return undefined;
  }
}
