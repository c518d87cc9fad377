import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  NEW_SERVER_LIFE,
  nextServerLife,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { isDeepStrictEqual } from 'node:util';
import type { Knex } from 'knex';
import { v4 as uuid } from 'uuid';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { touchServer } from '../feed/FeedStore';
import { shownSurface } from '../hiding/shownSurface';
import { findRevision } from '../revisions/RevisionStore';
import { addHistory } from '../service/HistoryStore';
import type { Clock } from '../service/Clock';
import { registryError } from '../service/registryError';
import { driftOf } from './driftOf';
import type { EntityReading } from './readEntity';
import {
  displayColumns,
  factsColumns,
  lifeColumns,
  searchText,
} from './serverColumns';
import { assignAlias } from './serverAlias';
import type { ServerRecord, ServerRow } from './ServerRecord';
import {
  findServerById,
  findServerByOrigin,
  findServerByRef,
  insertServer,
  replaceTags,
  updateServer,
} from './ServerStore';

/** The name under which the registry itself appears in histories. */
export const REGISTRY_ITSELF = 'plugin:mcp-registry';

const ORIGIN_CHANGED =
  'Another origin has taken over this entity. Its owner has to decide.';

/** What an intake changed. */
export interface IntakeResult {
  server: ServerRecord;
  /** The server that lost the entity ref to this one. */
  displaced?: ServerRecord;
  /** The entity differs from what was approved since this intake. */
  driftedNow: boolean;
}

/**
 * Takes in what an entity says. This is where server ids are given: the same ref from the same origin is the same
 * server; from another origin it is a new one that nobody approved, and the old one is suspended.
 */
export class EntityIntake {
  static create(options: {
    database: RegistryDatabase;
    logger: LoggerService;
    clock: Clock;
  }): EntityIntake {
    return new EntityIntake(options.database, options.logger, options.clock);
  }

  readonly #database: RegistryDatabase;
  readonly #logger: LoggerService;
  readonly #clock: Clock;

  private constructor(
    database: RegistryDatabase,
    logger: LoggerService,
    clock: Clock,
  ) {
    this.#database = database;
    this.#logger = logger;
    this.#clock = clock;
  }

  async take(reading: EntityReading): Promise<IntakeResult> {
    const known = await findServerByRef(this.#database.knex, reading.serverRef);
    if (
      known &&
      known.origin === reading.origin &&
      isUpToDate(known, reading)
    ) {
      return { server: known, driftedNow: false };
    }
    return await this.#database.change(async tx => {
      const current = await findServerByRef(tx, reading.serverRef);
      if (current?.origin === reading.origin) {
        return await this.#update(tx, current, reading);
      }
      if (current) {
        await this.#displace(tx, current);
      }
      const earlier = await findServerByOrigin(tx, reading);
      const result = earlier
        ? await this.#update(tx, earlier, reading)
        : { server: await this.#insert(tx, reading), driftedNow: false };
      return { ...result, displaced: current };
    });
  }

  /** The entity is gone: nobody can use the server until the same origin brings it back. */
  async retire(serverId: string): Promise<void> {
    await this.#database.change(async tx => {
      const server = await findServerById(tx, serverId);
      const next = server && nextServerLife(server.life, 'retire');
      if (!next?.ok) {
        return;
      }
      await updateServer(tx, serverId, {
        ...lifeColumns(next.state),
        in_catalog: false,
      });
      await this.#note(tx, serverId, 'retired');
      await touchServer(tx, serverId);
    });
  }

  async #insert(
    tx: Knex.Transaction,
    reading: EntityReading,
  ): Promise<ServerRecord> {
    const id = uuid();
    await insertNewServer(tx, {
      id,
      reading,
      inCatalog: true,
      now: this.#clock.now(),
    });
    await this.#note(tx, id, 'registered');
    this.#logger.info(
      `Registered MCP server ${reading.serverRef} from ${reading.origin}`,
    );
    return await mustFind(tx, id);
  }

  async #update(
    tx: Knex.Transaction,
    server: ServerRecord,
    reading: EntityReading,
  ): Promise<IntakeResult> {
    if (server.definition) {
      // The catalog shows what we told it; the definition stays the truth.
      await updateServer(tx, server.id, { in_catalog: true });
      return { server: await mustFind(tx, server.id), driftedNow: false };
    }
    const approved = server.approvedDigest
      ? await findRevision(tx, server.approvedDigest)
      : undefined;
    const drift = driftOf({ approved: approved?.facts, live: reading.facts });
    const returned = nextServerLife(server.life, 'return');
    await updateServer(tx, server.id, {
      ...displayColumns(reading.display),
      ...factsColumns(approved?.facts ?? reading.facts),
      ...(returned.ok && lifeColumns(returned.state)),
      live_facts: JSON.stringify(reading.facts),
      drift: JSON.stringify(drift),
      current_ref: reading.serverRef,
      in_catalog: true,
      search_text: searchText({
        name: reading.name,
        display: reading.display,
        approvedSurface:
          approved && (await shownSurface(tx, server.id, approved.toolSurface)),
      }),
    });
    await replaceTags(tx, server.id, reading.display.tags);
    if (returned.ok) {
      await this.#note(tx, server.id, 'returned');
    }
    await touchServer(tx, server.id);
    return {
      server: await mustFind(tx, server.id),
      driftedNow: drift.length > 0 && !isDeepStrictEqual(drift, server.drift),
    };
  }

  async #displace(tx: Knex.Transaction, server: ServerRecord): Promise<void> {
    const next = nextServerLife(server.life, 'suspend');
    await updateServer(tx, server.id, {
      current_ref: null,
      in_catalog: false,
      ...(next.ok && lifeColumns(next.state)),
      status_reason: ORIGIN_CHANGED,
    });
    await this.#note(tx, server.id, 'suspended', ORIGIN_CHANGED);
    await touchServer(tx, server.id);
    this.#logger.warn(
      `The origin of ${server.serverRef} changed: the server ${server.id} from ${server.origin} is suspended`,
    );
  }

  async #note(
    tx: Knex.Transaction,
    id: string,
    event: string,
    reason?: string,
  ): Promise<void> {
    await addHistory(tx, {
      kind: 'server',
      id,
      at: this.#clock.now().toISOString(),
      by: REGISTRY_ITSELF,
      event,
      reason,
    });
  }
}

/** Adds the row of a server that nobody has seen before. */
export async function insertNewServer(
  tx: Knex.Transaction,
  options: {
    id: string;
    reading: EntityReading;
    inCatalog: boolean;
    now: Date;
    registered?: Pick<ServerRow, 'definition' | 'registered_by'>;
  },
): Promise<void> {
  const { id, reading, inCatalog, now, registered } = options;
  await insertServer(tx, {
    ...emptyRow(),
    ...registered,
    id,
    server_ref: reading.serverRef,
    namespace: reading.namespace,
    name: reading.name,
    origin: reading.origin,
    current_ref: reading.serverRef,
    ...displayColumns(reading.display),
    ...factsColumns(reading.facts),
    ...lifeColumns(NEW_SERVER_LIFE),
    live_facts: JSON.stringify(reading.facts),
    in_catalog: inCatalog,
    search_text: searchText(reading),
    created_at: now.toISOString(),
  } as ServerRow);
  await assignAlias(tx, { id, name: reading.name });
  await replaceTags(tx, id, reading.display.tags);
  await touchServer(tx, id);
}

function emptyRow(): Partial<ServerRow> {
  return {
    status_reason: null,
    end_of_life: null,
    retire_at: null,
    approved_digest: null,
    pending_digest: null,
    owner_title: null,
    drift: null,
    held_tools: null,
    surface_looked_at: null,
    definition: null,
    registered_by: null,
    tool_count: null,
    example_data: false,
    sequence: 0,
  };
}

function isUpToDate(server: ServerRecord, reading: EntityReading): boolean {
  if (server.definition) {
    return server.inCatalog;
  }
  return (
    // One that was retired for good stays so, whatever its entity says.
    (!server.life.retired || server.life.ended) &&
    server.inCatalog &&
    sameJson(server.display, reading.display) &&
    sameJson(server.liveFacts, reading.facts)
  );
}

function sameJson(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(
    JSON.parse(JSON.stringify(a)),
    JSON.parse(JSON.stringify(b)),
  );
}

async function mustFind(tx: Knex, id: string): Promise<ServerRecord> {
  const server = await findServerById(tx, id);
  if (!server) {
    throw registryError('server.not-found');
  }
  return server;
}
