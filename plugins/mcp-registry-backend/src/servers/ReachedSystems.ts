import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { readDataClassification } from '@sallyport/backstage-plugin-mcp-registry-common';
import { isDeepStrictEqual } from 'node:util';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { ReachedSystemsRecord, ServerRecord } from './ServerRecord';
import { updateServer } from './ServerStore';

const REFS_AT_ONCE = 500;

/**
 * Asks the catalog how the systems behind servers are classified. It is kept beside each server, not in its revisions: another
 * classification makes no new thing to approve, and the next decision follows it.
 */
export class ReachedSystems {
  static create(options: {
    database: RegistryDatabase;
    catalog: CatalogService;
    auth: AuthService;
    logger: LoggerService;
  }): ReachedSystems {
    return new ReachedSystems(options);
  }

  readonly #options: Parameters<typeof ReachedSystems.create>[0];

  private constructor(options: Parameters<typeof ReachedSystems.create>[0]) {
    this.#options = options;
  }

  /** Never inside a transaction. @param more - systems of what is about to be submitted. */
  async learn(
    servers: readonly ServerRecord[],
    more: readonly string[] = [],
  ): Promise<void> {
    const { database } = this.#options;
    const wanted = servers.map(server => ({
      server,
      systems: [...systemsBehind(server, more)],
    }));
    const all = new Set(wanted.flatMap(({ systems }) => systems));
    const found = await this.of([...all]);
    // What was known holds; what was not is unread.
    if (!found) return;
    for (const { server, systems } of wanted) {
      const reached = Object.fromEntries(
        systems.map(system => [system, found[system]]),
      );
      if (!isDeepStrictEqual(reached, server.reached)) {
        await updateServer(database.knex, server.id, {
          reached: JSON.stringify(reached),
        });
      }
    }
  }

  /** @returns nothing where the catalog cannot be asked. */
  async of(
    systems: readonly string[],
  ): Promise<ReachedSystemsRecord | undefined> {
    const { catalog, auth, logger } = this.#options;
    if (systems.length === 0) return {};
    try {
      const credentials = await auth.getOwnServiceCredentials();
      const found: [string, ReachedSystemsRecord[string]][] = [];
      for (let from = 0; from < systems.length; from += REFS_AT_ONCE) {
        const entityRefs = systems.slice(from, from + REFS_AT_ONCE);
        const { items } = await catalog.getEntitiesByRefs(
          { entityRefs, fields: ['kind', 'metadata'] },
          { credentials },
        );
        for (const [index, ref] of entityRefs.entries()) {
          const entity = items[index];
          found.push([ref, (entity && readDataClassification(entity)) ?? null]);
        }
      }
      return Object.fromEntries(found);
    } catch (error) {
      logger.warn(
        `The catalog cannot be asked how systems behind MCP servers are classified: ${stringifyError(
          error,
        )}`,
      );
      return undefined;
    }
  }
}

/** Of what is approved, of what the entity says now, and of what waits for a decision. */
function systemsBehind(
  server: ServerRecord,
  more: readonly string[],
): Set<string> {
  return new Set([
    ...server.facts.reaches,
    ...server.liveFacts.reaches,
    ...more,
    ...(server.pendingDigest ? Object.keys(server.reached) : []),
  ]);
}
