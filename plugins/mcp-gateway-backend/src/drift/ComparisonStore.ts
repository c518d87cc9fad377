import type { Knex } from 'knex';

const COMPARISONS = 'tool_comparisons';

/** When the gateway last asked a server for its tools by itself. */
export interface Comparison {
  serverId: string;
  /** The decision that held then. */
  settledAt: string;
  comparedAt: string;
  /** Why its tools could not be learnt, for people. */
  error?: string;
}

/** Remembers the gateway's own comparisons, for all replicas. */
export class ComparisonStore {
  static create(options: { database: Knex }) {
    return new ComparisonStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async all(): Promise<Map<string, Comparison>> {
    const rows = await this.#knex(COMPARISONS).select();
    return new Map(
      rows.map(row => [
        row.server_id,
        {
          serverId: row.server_id,
          settledAt: row.settled_at,
          comparedAt: row.compared_at,
          ...(row.error !== null && { error: row.error }),
        },
      ]),
    );
  }

  async keep({ serverId, settledAt, comparedAt, error }: Comparison) {
    await this.#knex(COMPARISONS)
      .insert({
        server_id: serverId,
        settled_at: settledAt,
        compared_at: comparedAt,
        error: error ?? null,
      })
      .onConflict('server_id')
      .merge();
  }
}
