import type { Knex } from 'knex';
import { advance } from './advance';
import { type SightingRow, toSighting, toSightingRow } from './sightingRow';
import type { ComparedServer, Sighting, ToolNews } from './types';

const SIGHTINGS = 'tool_sightings';
const HEAD = 'tool_sighting_head';
/** Tools of one server that nobody approved and that are remembered: they are not served in any case. */
const MAX_ADDED = 100;
/** Bound variables of one statement stay below SQLite's bound. */
const CHUNK = 500;

/** How tools were listed last and where they stand, in the database that all replicas share. */
export class SightingStore {
  static create(options: { database: Knex }) {
    return new SightingStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** What was written since, oldest first, and up to where this is. */
  async changesAfter(
    version: number,
  ): Promise<{ head: number; sightings: Sighting[] }> {
    // The head first: a write that commits in between is read now and once more, never missed.
    const head = await readHead(this.#knex);
    if (head === version) return { head, sightings: [] };
    const rows: SightingRow[] = await this.#knex(SIGHTINGS)
      .where('version', '>', version)
      .orderBy('version');
    return { head, sightings: rows.map(toSighting) };
  }

  /** What is held back, of all servers behind one, in the order of their ids. */
  async held(options: { limit: number; after?: string }): Promise<Sighting[]> {
    const { limit, after } = options;
    const query = this.#knex(SIGHTINGS).whereNotNull('departure');
    if (after !== undefined) query.where('server_id', '>', after);
    const rows: SightingRow[] = await query
      .orderBy(['server_id', 'tool'])
      .limit(limit);
    return rows.map(toSighting);
  }

  /**
   * Writes down what happened to tools of a server. The database's own rows are moved, not what this replica remembers,
   * one writer after the other: two replicas that see different things never forget one of them.
   *
   * @returns where those tools stand now
   */
  async note(
    server: ComparedServer,
    news: readonly ToolNews[],
    at: string,
  ): Promise<Sighting[]> {
    const { serverId } = server.document;
    return await this.#knex.transaction(async tx => {
      // Whoever counts up first holds the row until the end of the transaction.
      await tx(HEAD).where({ id: 1 }).increment('head', 1);
      const version = await readHead(tx);
      const names = [...new Set(news.map(({ tool }) => tool))];
      const before = await readTools(tx, serverId, names);
      const moved = advance(
        server,
        news,
        tool => before.get(tool)?.standing,
      ).map(({ tool, standing, definition }): Sighting => {
        const last = before.get(tool);
        const isSame = last && last.standing.departure === standing.departure;
        const kept = definition ?? last?.definition;
        return {
          ...{ serverId, tool, standing },
          since: isSame ? last.since : at,
          ...(standing.departure && kept && { definition: kept }),
        };
      });
      const written = await withoutTooMany(tx, { serverId, before, moved });
      await write(
        tx,
        written.map(sighting => toSightingRow(sighting, version)),
      );
      const now = new Map(before);
      written.forEach(sighting => now.set(sighting.tool, sighting));
      return [...now.values()];
    });
  }
}

async function readHead(knex: Knex): Promise<number> {
  const row = await knex(HEAD).where({ id: 1 }).first('head');
  if (!row) throw new Error('The count of tool sightings is gone');
  return Number(row.head);
}

async function readTools(
  tx: Knex.Transaction,
  serverId: string,
  names: readonly string[],
): Promise<Map<string, Sighting>> {
  const found = new Map<string, Sighting>();
  for (let from = 0; from < names.length; from += CHUNK) {
    const rows: SightingRow[] = await tx(SIGHTINGS)
      .where({ server_id: serverId })
      .whereIn('tool', names.slice(from, from + CHUNK));
    rows.forEach(row => found.set(row.tool, toSighting(row)));
  }
  return found;
}

/** A server that invents tool after tool must not fill the database. */
async function withoutTooMany(
  tx: Knex.Transaction,
  options: {
    serverId: string;
    before: ReadonlyMap<string, Sighting>;
    moved: Sighting[];
  },
): Promise<Sighting[]> {
  const { serverId, before, moved } = options;
  const isNew = ({ tool, standing }: Sighting) =>
    standing.departure === 'added' && !before.has(tool);
  if (!moved.some(isNew)) return moved;
  const [{ count }] = await tx(SIGHTINGS)
    .where({ server_id: serverId, departure: 'added' })
    .count({ count: '*' });
  let room = MAX_ADDED - Number(count);
  return moved.filter(sighting => !isNew(sighting) || room-- > 0);
}

async function write(tx: Knex.Transaction, rows: SightingRow[]) {
  for (let from = 0; from < rows.length; from += 50) {
    await tx(SIGHTINGS)
      .insert(rows.slice(from, from + 50))
      .onConflict(['server_id', 'tool'])
      .merge();
  }
}
