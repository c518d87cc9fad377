import type { AuditGap } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import type { SignedCheckpoint } from './types';

const TABLE = 'audit_checkpoints';
const EXPORTS = 'audit_exports';
const MAX_ERROR = 500;

/** How far a place has the checkpoints. */
export interface PlaceState {
  place: string;
  number: number;
  exportedAt?: string;
  /** When it failed last; absent while it does not. */
  failedAt?: string;
  /** When it failed first after it had taken one. */
  failingSince?: string;
  error?: string;
}

/** Checkpoints in the database, and who has them. */
export class CheckpointStore {
  static create(options: { database: Knex }): CheckpointStore {
    return new CheckpointStore(options.database);
  }

  readonly #database: Knex;

  private constructor(database: Knex) {
    this.#database = database;
  }

  async newest(): Promise<SignedCheckpoint | undefined> {
    const [row] = await this.#database(TABLE)
      .orderBy('number', 'desc')
      .limit(1);
    return row && toCheckpoint(row);
  }

  async get(number: number): Promise<SignedCheckpoint | undefined> {
    const row = await this.#database(TABLE).where({ number }).first();
    return row && toCheckpoint(row);
  }

  /** The newest that was made at a time or before. */
  async newestUpTo(at: string): Promise<{ number: number } | undefined> {
    const row = await this.#database(TABLE)
      .where('at', '<=', at)
      .orderBy('number', 'desc')
      .first('number');
    return row && { number: Number(row.number) };
  }

  /** The oldest that was made at a time or later. */
  async oldestSince(at: string): Promise<{ number: number } | undefined> {
    const row = await this.#database(TABLE)
      .where('at', '>=', at)
      .orderBy('number')
      .first('number');
    return row && { number: Number(row.number) };
  }

  /** Those after a number that gaps were sealed with, in their order. */
  async gapsAfter(
    number: number,
    limit: number,
  ): Promise<Pick<SignedCheckpoint, 'number' | 'gaps'>[]> {
    const rows = await this.#database(TABLE)
      .where('number', '>', number)
      .whereNot('gaps', '')
      .orderBy('number')
      .limit(limit)
      .select('number', 'gaps');
    return rows.map(row => ({ number: Number(row.number), gaps: row.gaps }));
  }

  /** Those after a number, in their order. */
  async after(number: number, limit: number): Promise<SignedCheckpoint[]> {
    const rows = await this.#database(TABLE)
      .where('number', '>', number)
      .orderBy('number')
      .limit(limit);
    return rows.map(toCheckpoint);
  }

  /** The number is unique: of replicas that make one at once one succeeds, and the other throws. */
  async add(
    checkpoint: SignedCheckpoint,
    gaps: readonly AuditGap[],
  ): Promise<void> {
    await this.#database.transaction(async transaction => {
      await transaction(TABLE).insert({ ...checkpoint });
      for (const { writer, from } of gaps) {
        await transaction('audit_sealed_gaps').insert({
          ...{ writer, from_seq: from, number: checkpoint.number },
        });
      }
    });
  }

  async stateOf(place: string): Promise<PlaceState> {
    const row = await this.#database(EXPORTS).where({ place }).first();
    return {
      ...{ place, number: Number(row?.number ?? 0) },
      exportedAt: row?.exported_at ?? undefined,
      failedAt: row?.failed_at ?? undefined,
      failingSince: row?.failing_since ?? undefined,
      error: row?.error ?? undefined,
    };
  }

  async exported(place: string, number: number): Promise<void> {
    await this.#note(place, {
      ...{ number, exported_at: new Date().toISOString() },
      ...{ failed_at: null, failing_since: null, error: null },
    });
  }

  async failed(place: string, error: string): Promise<void> {
    const { number, failingSince } = await this.stateOf(place);
    const at = new Date().toISOString();
    await this.#note(place, {
      ...{ number, failed_at: at, failing_since: failingSince ?? at },
      error: error.slice(0, MAX_ERROR),
    });
  }

  async #note(place: string, change: object): Promise<void> {
    await this.#database(EXPORTS)
      .insert({ place, ...change })
      .onConflict('place')
      .merge(change);
  }
}

function toCheckpoint(row: {
  number: number | string;
  hash: string;
  at: string;
  text: string;
  gaps: string;
}): SignedCheckpoint {
  const { hash, at, text, gaps } = row;
  return { number: Number(row.number), hash, at, text, gaps };
}
