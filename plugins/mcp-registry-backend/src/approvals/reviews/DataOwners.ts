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

/** Asks the catalog who owns the systems behind a server. */
export class DataOwners {
  static create(options: {
    catalog: CatalogService;
    auth: AuthService;
    logger: LoggerService;
  }): DataOwners {
    return new DataOwners(options);
  }

  readonly #options: Parameters<typeof DataOwners.create>[0];

  private constructor(options: Parameters<typeof DataOwners.create>[0]) {
    this.#options = options;
  }

  /** Never inside a transaction. @returns nothing where the catalog cannot be asked: then what was known holds. */
  async of(
    systems: readonly string[],
  ): Promise<ApprovalFacts['dataOwners'] | undefined> {
    if (systems.length === 0) return [];
    const { catalog, auth, logger } = this.#options;
    try {
      const { items } = await catalog.getEntitiesByRefs(
        {
          entityRefs: [...systems],
          fields: ['kind', 'metadata', 'spec.owner', 'relations'],
        },
        { credentials: await auth.getOwnServiceCredentials() },
      );
      return systems.map((system, index) => ({
        system,
        owner: ownerOf(items[index]),
      }));
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
