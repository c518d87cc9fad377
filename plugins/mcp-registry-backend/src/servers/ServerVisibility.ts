import type { CatalogService } from '@backstage/plugin-catalog-node';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { mcpServerReadPermission } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { isOwnerSide } from '../approvals/approvers';
import { belongsTo, type Caller } from '../service/Caller';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import type { ServerRecord } from './ServerRecord';
import { findServerByRef } from './ServerStore';

/**
 * Who may know that a server exists: those whom the catalog shows it and the policy allows to read it, and those who
 * decide about it. To everybody else it looks as if it were not there.
 */
export class ServerVisibility {
  static create(options: {
    catalog: CatalogService;
    policy: Policy;
  }): ServerVisibility {
    return new ServerVisibility(options.catalog, options.policy);
  }

  readonly #catalog: CatalogService;
  readonly #policy: Policy;

  private constructor(catalog: CatalogService, policy: Policy) {
    this.#catalog = catalog;
    this.#policy = policy;
  }

  /** The server behind an entity ref, if the caller may know it. */
  async require(
    knex: Knex,
    caller: Caller,
    serverRef: string,
  ): Promise<ServerRecord> {
    const server = await findServerByRef(
      knex,
      serverRef.toLocaleLowerCase('en-US'),
    );
    if (!server || !(await this.mayKnow(caller, server))) {
      throw registryError('server.not-found');
    }
    return server;
  }

  /** The entity refs that the catalog shows the caller. */
  async visibleRefs(caller: Caller): Promise<string[]> {
    const { items } = await this.#catalog.getEntities(
      {
        filter: { kind: 'API', 'spec.type': 'mcp-server' },
        fields: ['kind', 'metadata.name', 'metadata.namespace'],
      },
      { credentials: caller.credentials },
    );
    return items.map(entity => stringifyEntityRef(entity));
  }

  /** Whether the caller may know of a server. */
  async mayKnow(caller: Caller, server: ServerRecord): Promise<boolean> {
    if (concerns(caller, server)) {
      return true;
    }
    if (
      !(await this.#policy.allowsServer(
        caller,
        mcpServerReadPermission,
        server,
      ))
    ) {
      return false;
    }
    const entity = await this.#catalog.getEntityByRef(server.serverRef, {
      credentials: caller.credentials,
    });
    return entity !== undefined;
  }
}

/** Whether the caller has to do with a server, whatever the catalog shows them. */
export function concerns(caller: Caller, server: ServerRecord): boolean {
  return (
    isOwnerSide(caller, server) ||
    belongsTo(caller, server.liveFacts.owner) ||
    caller.isApprover ||
    server.registeredBy === caller.userEntityRef
  );
}
