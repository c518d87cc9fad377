import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { stringifyError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { isMcpServerEntity } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { Notifier } from '../service/Notifier';
import type { EntityIntake, IntakeResult } from './EntityIntake';
import { entityTitle } from './entityTitle';
import { readEntity } from './readEntity';
import type { ReachedSystems } from './ReachedSystems';
import type { ServerRecord } from './ServerRecord';
import { findCurrentServers, findServerByRef } from './ServerStore';

/** Learns from the catalog which MCP servers there are. */
export class CatalogSync {
  static create(options: {
    database: RegistryDatabase;
    catalog: CatalogService;
    auth: AuthService;
    logger: LoggerService;
    intake: EntityIntake;
    notifier: Notifier;
    reached: Pick<ReachedSystems, 'learn'>;
    gatewayPublicUrl?: string;
  }): CatalogSync {
    return new CatalogSync(options);
  }

  readonly #options: Parameters<typeof CatalogSync.create>[0];

  private constructor(options: Parameters<typeof CatalogSync.create>[0]) {
    this.#options = options;
  }

  /** Takes in all entities, and retires servers whose entity is gone. A catalog that does not answer changes nothing. */
  async run(): Promise<void> {
    const { catalog, auth, database, intake, logger } = this.#options;
    const credentials = await auth.getOwnServiceCredentials();
    const { items } = await catalog.getEntities(
      { filter: { kind: 'API', 'spec.type': 'mcp-server' } },
      { credentials },
    );
    const seen = new Set<string>();
    for (const entity of items.filter(isMcpServerEntity)) {
      seen.add(stringifyEntityRef(entity));
      try {
        await this.#take(entity);
      } catch (error) {
        logger.warn(
          `The MCP server ${stringifyEntityRef(
            entity,
          )} was not taken in: ${stringifyError(error)}`,
        );
      }
    }
    const servers = await findCurrentServers(database.knex);
    for (const server of servers) {
      // What was registered in the portal lives in the registry; the catalog only follows.
      if (!seen.has(server.serverRef) && !server.definition) {
        if (!server.life.retired) {
          logger.info(`Retiring ${server.serverRef}: its entity is gone`);
          await intake.retire(server.id);
        }
      }
    }
    await this.#learnOwnerTitles(servers);
    await this.#options.reached.learn(servers);
  }

  /** Takes in one entity as it is now, if the catalog has it; the next full run deals with one that is gone. */
  async refresh(serverRef: string): Promise<void> {
    const { catalog, auth, database } = this.#options;
    const known = await findServerByRef(database.knex, serverRef);
    if (known?.definition) {
      return;
    }
    const entity = await catalog.getEntityByRef(serverRef, {
      credentials: await auth.getOwnServiceCredentials(),
    });
    if (entity && isMcpServerEntity(entity)) {
      await this.#take(entity);
    }
  }

  async #take(entity: Entity): Promise<IntakeResult> {
    const { intake, notifier, gatewayPublicUrl } = this.#options;
    const result = await intake.take(readEntity(entity, { gatewayPublicUrl }));
    if (result.displaced) {
      await notifier.originChanged(result.displaced);
    }
    if (result.driftedNow) {
      await notifier.entityDrifted(result.server);
    }
    return result;
  }

  async #learnOwnerTitles(servers: ServerRecord[]): Promise<void> {
    const { catalog, auth, database } = this.#options;
    const owners = [...new Set(servers.map(server => server.facts.owner))];
    if (owners.length === 0) {
      return;
    }
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs: owners },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    for (const [index, owner] of owners.entries()) {
      const entity = items[index];
      const title = entity && entityTitle(entity);
      if (
        title &&
        servers.some(
          server => server.facts.owner === owner && server.ownerTitle !== title,
        )
      ) {
        await database
          .knex('servers')
          .where({ owner })
          .update({ owner_title: title });
      }
    }
  }
}
