import type { ChainLine } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import type { EventRange } from './types';

const EVENTS = 'audit_events';

/** The chains as they are in the database. PostgreSQL gives big integers as text. */
export class ChainEvents {
  static create(options: { database: Knex }): ChainEvents {
    return new ChainEvents(options.database);
  }

  readonly #database: Knex;

  private constructor(database: Knex) {
    this.#database = database;
  }

  /** Of each writer the first event that was recorded at a time or later. */
  async firstSince(at: string): Promise<Map<string, number>> {
    return toMap(
      await this.#database(EVENTS)
        .where('at', '>=', at)
        .groupBy('writer')
        .select('writer')
        .min({ seq: 'seq' }),
    );
  }

  /** Of each writer the last event that was recorded before a time. */
  async lastBefore(at: string): Promise<Map<string, number>> {
    return toMap(
      await this.#database(EVENTS)
        .where('at', '<', at)
        .groupBy('writer')
        .select('writer')
        .max({ seq: 'seq' }),
    );
  }

  /** Of each writer the last event that retention has deleted. */
  async deletedUpTo(): Promise<Map<string, number>> {
    return toMap(
      await this.#database('audit_gaps')
        .groupBy('writer')
        .select('writer')
        .max({ seq: 'to_seq' }),
    );
  }

  /** The next events of a range, in their order. */
  async page(
    { writer, from, to }: EventRange,
    limit: number,
  ): Promise<ChainLine[]> {
    const rows = await this.#database(EVENTS)
      .where({ writer })
      .whereBetween('seq', [from, to])
      .orderBy('seq')
      .limit(limit)
      .select('seq', 'prev', 'hash', 'text');
    return rows.map(({ seq, prev, hash, text }) => ({
      ...{ writer, seq: Number(seq), prev, hash, event: text },
    }));
  }
}

function toMap(
  rows: readonly { writer: string; seq: number | string }[],
): Map<string, number> {
  return new Map(rows.map(({ writer, seq }) => [writer, Number(seq)]));
}
