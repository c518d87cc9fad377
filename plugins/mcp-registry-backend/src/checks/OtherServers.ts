import { setImmediate as breathe } from 'node:timers/promises';
import type {
  RevisionSnapshot,
  ToolSurface,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { OtherServer } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Knex } from 'knex';
import { readJson } from '../database/readJson';
import type { Clock } from '../service/Clock';

const KEPT_MS = 60_000;
const AT_ONCE = 50;

type Known = OtherServer & { serverId: string };

/** The servers of the registry with their approved tools, for checks that compare. Kept for a minute. */
export class OtherServers {
  static create(options: { knex: Knex; clock: Clock }): OtherServers {
    return new OtherServers(options.knex, options.clock);
  }

  readonly #knex: Knex;
  readonly #clock: Clock;
  #known?: { at: number; servers: Promise<Known[]> };

  private constructor(knex: Knex, clock: Clock) {
    this.#knex = knex;
    this.#clock = clock;
  }

  /** All but the one that is looked at. */
  async than(serverId: string): Promise<OtherServer[]> {
    const now = this.#clock.now().getTime();
    if (!this.#known || now - this.#known.at > KEPT_MS) {
      const known = { at: now, servers: this.#load() };
      this.#known = known;
      known.servers.catch(() => {
        if (this.#known === known) this.#known = undefined;
      });
    }
    const servers = await this.#known.servers;
    return servers
      .filter(server => server.serverId !== serverId)
      .map(({ serverId: _, ...other }) => other);
  }

  async #load(): Promise<Known[]> {
    const rows: {
      id: string;
      server_ref: string;
      title: string;
      tool_surface: string;
      snapshot: string;
    }[] = await this.#knex('servers')
      .join('revisions', 'revisions.digest', 'servers.approved_digest')
      .where('servers.retired', false)
      .select(
        'servers.id as id',
        'servers.server_ref as server_ref',
        'servers.title as title',
        'revisions.tool_surface as tool_surface',
        'revisions.snapshot as snapshot',
      );
    const known: Known[] = [];
    for (const row of rows) {
      known.push(toKnown(row));
      // Surfaces are large, and this process answers requests meanwhile.
      if (known.length % AT_ONCE === 0) await breathe();
    }
    return known;
  }
}

function toKnown(row: {
  id: string;
  server_ref: string;
  title: string;
  tool_surface: string;
  snapshot: string;
}): Known {
  const { package: wanted } = readJson<RevisionSnapshot>(row.snapshot);
  return {
    serverId: row.id,
    serverRef: row.server_ref,
    title: row.title,
    ...(wanted && { packageIdentifier: wanted.identifier }),
    tools: readJson<ToolSurface>(row.tool_surface).tools.map(
      ({ name }) => name,
    ),
  };
}
