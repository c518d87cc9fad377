import type { Knex } from 'knex';
import type { RuntimeState } from './runtimeMachine';

/** What an owner wants of a runtime, wherever it is. */
export type RuntimeRequest = 'restart' | 'stop';

/** A row of the table `runtimes`. */
export interface RuntimeRow {
  runtime_id: string;
  owner: string;
  server_id: string;
  server_ref: string;
  digest: string;
  isolation: string;
  person: string | null;
  state: RuntimeState;
  driver: string;
  tier: string | null;
  bounds: string;
  started_at: number | string;
  changed_at: number | string;
  usage: string | null;
  asked: RuntimeRequest | null;
}

/** Which replicas are alive, and which runtimes each has. */
export class RuntimeStore {
  static create(options: { database: Knex }): RuntimeStore {
    return new RuntimeStore(options.database);
  }

  readonly #database: Knex;

  private constructor(database: Knex) {
    this.#database = database;
  }

  /** A replica is alive, and says of itself what is new. */
  async hear(
    owner: string,
    at: number,
    said: { host?: string; drivers?: string } = {},
  ): Promise<void> {
    await this.#database('runtime_owners')
      .insert({ id: owner, heard_at: at, ...said })
      .onConflict('id')
      .merge();
  }

  async ownersHeardSince(since: number): Promise<Set<string>> {
    const rows: { id: string }[] = await this.#database('runtime_owners')
      .where('heard_at', '>=', since)
      .select('id');
    return new Set(rows.map(({ id }) => id));
  }

  /** Takes what replicas have left behind that were not heard of since. */
  async takeLost(since: number): Promise<RuntimeRow[]> {
    return await this.#database.transaction(async tx => {
      const alive = tx('runtime_owners')
        .where('heard_at', '>=', since)
        .select('id');
      const lost: RuntimeRow[] = await tx('runtimes').whereNotIn(
        'owner',
        alive,
      );
      const ids = lost.map(row => row.runtime_id);
      await tx('runtimes').whereIn('runtime_id', ids).delete();
      await tx('runtime_owners').where('heard_at', '<', since).delete();
      return lost;
    });
  }

  /** The replica ends, and has nothing left. */
  async forgetOwner(owner: string): Promise<void> {
    await this.#database('runtimes').where({ owner }).delete();
    await this.#database('runtime_owners').where({ id: owner }).delete();
  }

  async save(rows: readonly RuntimeRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#database('runtimes')
      .insert([...rows])
      .onConflict('runtime_id')
      // What others have asked for meanwhile stays.
      .merge(['state', 'tier', 'changed_at', 'usage']);
  }

  async remove(runtimeIds: readonly string[]): Promise<void> {
    await this.#database('runtimes')
      .whereIn('runtime_id', [...runtimeIds])
      .delete();
  }

  async list(serverId: string): Promise<RuntimeRow[]> {
    return await this.#database<RuntimeRow>('runtimes')
      .where({ server_id: serverId })
      .orderBy('started_at');
  }

  /** Asks the replicas of a server's runtimes to do something with them. */
  async ask(serverId: string, asked: RuntimeRequest): Promise<void> {
    await this.#database('runtimes')
      .where({ server_id: serverId })
      .update({ asked });
  }

  /** Asks the replica of one runtime. Says whether there is such a runtime. */
  async askOne(runtimeId: string, asked: RuntimeRequest): Promise<boolean> {
    const count: number = await this.#database('runtimes')
      .where({ runtime_id: runtimeId })
      .update({ asked });
    return count > 0;
  }

  /** What a replica was asked to do, each once. */
  async takeAsked(
    owner: string,
  ): Promise<{ runtimeId: string; asked: RuntimeRequest }[]> {
    const rows: RuntimeRow[] = await this.#database('runtimes')
      .where({ owner })
      .whereNotNull('asked');
    const taken: { runtimeId: string; asked: RuntimeRequest }[] = [];
    for (const { runtime_id: runtimeId, asked } of rows) {
      // What was asked since is there for the next time.
      const count: number = await this.#database('runtimes')
        .where({ runtime_id: runtimeId, asked })
        .update({ asked: null });
      if (asked && count === 1) taken.push({ runtimeId, asked });
    }
    return taken;
  }
}
