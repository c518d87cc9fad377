import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { ConnectionKey, ConnectionKind } from './types';

const TABLE = 'connections';
const CHANGES = 'connection_changes';

/** A connection as it is stored. */
export interface ConnectionRow {
  id: string;
  user_ref: string;
  target: string;
  kind: ConnectionKind;
  state: 'linked' | 'needs-sign-in' | 'unlinked';
  payload: string | null;
  expires_at: number | null;
  linked_at: number;
  last_used_at: number | null;
  sequence: number;
  lease_owner: string | null;
  lease_until: number | null;
}

/** What changes of a connection. */
export type ConnectionChange = Pick<
  ConnectionRow,
  'state' | 'payload' | 'expires_at'
> &
  Partial<Pick<ConnectionRow, 'linked_at'>>;

/** Connections in the database. Every change has a number, and numbers are committed in order. */
export class ConnectionStore {
  static create(options: { database: Knex }): ConnectionStore {
    return new ConnectionStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async find(key: ConnectionKey): Promise<ConnectionRow | undefined> {
    const row = await this.#knex<ConnectionRow>(TABLE)
      .where({ user_ref: key.userRef, target: key.target })
      .first();
    return row && withNumbers(row);
  }

  /** Those of a person that are there. */
  async listOf(userRef: string): Promise<ConnectionRow[]> {
    const rows = await this.#knex<ConnectionRow>(TABLE)
      .where({ user_ref: userRef })
      .whereNot({ state: 'unlinked' })
      .orderBy('linked_at', 'desc');
    return rows.map(withNumbers);
  }

  /** Makes a connection, or puts a new one in the place of the old. */
  async put(
    row: Pick<ConnectionRow, 'user_ref' | 'target' | 'kind' | 'linked_at'> &
      ConnectionChange,
  ): Promise<void> {
    await this.#change(async (trx, sequence) => {
      const whole = { ...row, sequence, lease_owner: null, lease_until: null };
      return await trx<ConnectionRow>(TABLE)
        .insert({ ...whole, id: randomUUID(), last_used_at: null })
        .onConflict(['user_ref', 'target'])
        .merge(whole);
    });
  }

  /** Changes a connection that nobody has changed since; ends a lease on it. False where somebody has. */
  async change(
    { id, sequence }: Pick<ConnectionRow, 'id' | 'sequence'>,
    change: ConnectionChange,
  ): Promise<boolean> {
    return await this.#change(async (trx, next) => {
      const count = await trx<ConnectionRow>(TABLE)
        .where({ id, sequence })
        .update({
          ...change,
          sequence: next,
          lease_owner: null,
          lease_until: null,
        });
      return count === 1;
    });
  }

  /** Puts what was encrypted anew in the place of the old: no change for anybody. */
  async reseal(row: ConnectionRow, payload: string): Promise<void> {
    await this.#knex<ConnectionRow>(TABLE)
      .where({ id: row.id, sequence: row.sequence })
      .update({ payload });
  }

  /** One of many who want to ask for a new token may. Ends by itself. */
  async takeLease(
    { id, sequence }: Pick<ConnectionRow, 'id' | 'sequence'>,
    lease: { owner: string; now: number; until: number },
  ): Promise<boolean> {
    const count = await this.#knex<ConnectionRow>(TABLE)
      .where({ id, sequence })
      .andWhere(free =>
        free.whereNull('lease_until').orWhere('lease_until', '<=', lease.now),
      )
      .update({ lease_owner: lease.owner, lease_until: lease.until });
    return count === 1;
  }

  async endLease(id: string, owner: string): Promise<void> {
    await this.#knex<ConnectionRow>(TABLE)
      .where({ id, lease_owner: owner })
      .update({ lease_owner: null, lease_until: null });
  }

  async markUsed(ids: readonly string[], at: number): Promise<void> {
    await this.#knex<ConnectionRow>(TABLE)
      .whereIn('id', [...ids])
      .update({ last_used_at: at });
  }

  /** What changed after a number, in order. */
  async changedAfter(
    sequence: number,
  ): Promise<Array<ConnectionKey & Pick<ConnectionRow, 'sequence' | 'state'>>> {
    const rows = await this.#knex<ConnectionRow>(TABLE)
      .select('user_ref', 'target', 'sequence', 'state')
      .where('sequence', '>', sequence)
      .orderBy('sequence');
    return rows.map(row => ({
      userRef: row.user_ref,
      target: row.target,
      sequence: Number(row.sequence),
      state: row.state,
    }));
  }

  async head(): Promise<number> {
    const row = await this.#knex(CHANGES).where({ id: 1 }).first('head');
    return Number(row?.head ?? 0);
  }

  /** A page of what is held, to be encrypted anew. */
  async pageAfter(id: string, count: number): Promise<ConnectionRow[]> {
    const rows = await this.#knex<ConnectionRow>(TABLE)
      .where('id', '>', id)
      .whereNotNull('payload')
      .orderBy('id')
      .limit(count);
    return rows.map(withNumbers);
  }

  /** Every replica has heard of what was unlinked before. */
  async deleteUnlinked(before: number): Promise<void> {
    await this.#knex<ConnectionRow>(TABLE)
      .where({ state: 'unlinked' })
      .andWhere('linked_at', '<', before)
      .delete();
  }

  async #change<T>(
    change: (trx: Knex.Transaction, sequence: number) => Promise<T>,
  ): Promise<T> {
    return await this.#knex.transaction(async trx => {
      // Locks the row until the commit: whoever has the next number commits later.
      await trx(CHANGES).where({ id: 1 }).increment('head', 1);
      const row = await trx(CHANGES).where({ id: 1 }).first('head');
      return await change(trx, Number(row.head));
    });
  }
}

/** PostgreSQL gives big integers as text. */
function withNumbers(row: ConnectionRow): ConnectionRow {
  const number = (value: number | null) =>
    value === null ? null : Number(value);
  return {
    ...row,
    expires_at: number(row.expires_at),
    linked_at: Number(row.linked_at),
    last_used_at: number(row.last_used_at),
    sequence: Number(row.sequence),
    lease_until: number(row.lease_until),
  };
}
