import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  mcpServerSubmitPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { v4 as uuid } from 'uuid';
import { isUniqueViolation } from '../database/isUniqueViolation';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { SubmissionService } from '../revisions/SubmissionService';
import { belongsTo, type Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import { insertNewServer } from './EntityIntake';
import { readDefinition } from './readDefinition';
import type { ServerPresenter } from './ServerPresenter';
import type { ServerRecord } from './ServerRecord';
import { findServerById, findServerByRef } from './ServerStore';

/** Registers servers that have no catalog file. */
export class RegistrationService {
  static create(options: {
    database: RegistryDatabase;
    catalog: CatalogService;
    auth: AuthService;
    clock: Clock;
    policy: Policy;
    submissions: SubmissionService;
    presenter: ServerPresenter;
    /** Not where servers are defined in a repository. */
    isOpen: boolean;
  }): RegistrationService {
    return new RegistrationService(options);
  }

  readonly #options: Parameters<typeof RegistrationService.create>[0];

  private constructor(
    options: Parameters<typeof RegistrationService.create>[0],
  ) {
    this.#options = options;
  }

  async register(
    caller: Caller,
    definition: RegistrySchemas['ServerDefinition'],
  ): Promise<RegistrySchemas['Server']> {
    const { policy, submissions, presenter, database } = this.#options;
    if (!this.#options.isOpen) throw registryError('server.by-pull-request');
    await policy.require(caller, mcpServerSubmitPermission);
    const server = await this.#insert(caller, definition);
    await submissions.submitServer(caller, { server });
    const submitted = await findServerById(database.knex, server.id);
    return await presenter.server(caller, submitted ?? server);
  }

  /** What was registered here, for the catalog. */
  async definitions(): Promise<
    {
      serverId: string;
      definition: RegistrySchemas['ServerDefinition'];
      registeredBy: string;
      registeredAt: string;
    }[]
  > {
    const rows: {
      id: string;
      definition: string;
      registered_by: string;
      created_at: string;
    }[] = await this.#options.database
      .knex('servers')
      .whereNotNull('definition')
      .whereNotNull('current_ref')
      // What was retired for good stays to be looked at.
      .where(there => there.where({ retired: false }).orWhere({ ended: true }))
      .orderBy('created_at')
      .select('id', 'definition', 'registered_by', 'created_at');
    return rows.map(row => ({
      serverId: row.id,
      definition: JSON.parse(row.definition),
      registeredBy: row.registered_by,
      registeredAt: row.created_at,
    }));
  }

  async #insert(
    caller: Caller,
    definition: RegistrySchemas['ServerDefinition'],
  ): Promise<ServerRecord> {
    const { database, catalog, auth, clock } = this.#options;
    const id = uuid();
    const reading = readDefinition(definition, { serverId: id });
    if (!belongsTo(caller, reading.facts.owner)) {
      throw registryError('server.owner-not-yours');
    }
    // Asked as ourselves: a name that is taken is taken, whoever may see by what.
    const taken =
      (await findServerByRef(database.knex, reading.serverRef)) ??
      (await catalog.getEntityByRef(reading.serverRef, {
        credentials: await auth.getOwnServiceCredentials(),
      }));
    if (taken) {
      throw registryError('server.exists');
    }
    try {
      return await database.change(async tx => {
        await insertNewServer(tx, {
          id,
          reading,
          inCatalog: false,
          now: clock.now(),
          registered: {
            definition: JSON.stringify(definition),
            registered_by: caller.userEntityRef,
          },
        });
        await addHistory(tx, {
          kind: 'server',
          id,
          at: clock.now().toISOString(),
          by: caller.userEntityRef,
          actor: caller.actor,
          event: 'registered',
        });
        const server = await findServerById(tx, id);
        if (!server) {
          throw registryError('server.not-found');
        }
        return server;
      });
    } catch (error) {
      if (isUniqueViolation(error)) {
        throw registryError('server.exists');
      }
      throw error;
    }
  }
}
