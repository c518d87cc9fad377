import { createHash } from 'crypto';
import type { Knex } from 'knex';
import { upsertRows } from '../../database/upsertRows';
import type { Rollup } from '../types';

/** What a team used in a month. */
export interface MonthTotal {
  calls: number;
  tokens: number;
  costMicros: number;
}

interface Row {
  team: string;
  calls: number | string;
  tokens: number | string;
  cost_micros: number | string;
}

/** What teams used, month by month: few rows, so that budgets are read often. */
export class MonthTotals {
  static create(options: { database: Knex }): MonthTotals {
    return new MonthTotals(options.database);
  }

  readonly #database: Knex;

  private constructor(database: Knex) {
    this.#database = database;
  }

  /** Adds what was rolled up, in its transaction. A refused call used nothing. */
  async add(database: Knex, rollups: readonly Rollup[]): Promise<void> {
    const rows = new Map<string, Record<string, string | number>>();
    for (const rollup of rollups) {
      if (rollup.cube !== 'people' || rollup.team === '') continue;
      const month = rollup.hour.slice(0, 7);
      const id = digest(rollup.team, month);
      const row = rows.get(id);
      rows.set(id, {
        ...{ id, team: rollup.team, month },
        calls: Number(row?.calls ?? 0) + rollup.calls - rollup.refused,
        tokens: Number(row?.tokens ?? 0) + rollup.tokens_in + rollup.tokens_out,
        cost_micros: Number(row?.cost_micros ?? 0) + rollup.cost_micros,
      });
    }
    await upsertRows({
      database,
      table: 'usage_months',
      columns: ['id', 'team', 'month', 'calls', 'tokens', 'cost_micros'],
      adding: ['calls', 'tokens', 'cost_micros'],
      rows: [...rows.values()],
    });
  }

  /** By team. */
  async of(month: string): Promise<ReadonlyMap<string, MonthTotal>> {
    const rows = await this.#database<Row & { month: string }>(
      'usage_months',
    ).where({ month });
    return new Map(
      rows.map(row => [
        row.team,
        {
          calls: Number(row.calls),
          tokens: Number(row.tokens),
          costMicros: Number(row.cost_micros),
        },
      ]),
    );
  }
}

function digest(team: string, month: string): string {
  return createHash('sha256')
    .update(JSON.stringify([team, month]))
    .digest('hex')
    .slice(0, 40);
}
