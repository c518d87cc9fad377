import type { Knex } from 'knex';

const TABLE = 'use_decisions';
const HEAD = 'use_decision_head';

/** What the portal's policy said of a person, as it is stored. */
export interface UseDecision {
  userRef: string;
  /** JSON. */
  decision: string;
  /** Milliseconds since the epoch. */
  askedAt: number;
  /** The change that it came with. */
  sequence: number;
}

interface Row {
  user_ref: string;
  decision: string;
  /** PostgreSQL gives big numbers as text. */
  asked_at: number | string;
  sequence: number | string;
}

/** Decisions on `mcp.server.use` in the database, one for each person. */
export class UseDecisionStore {
  static create(options: { database: Knex }): UseDecisionStore {
    return new UseDecisionStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Keeps a decision in the place of an earlier one. Returns what is kept now: of two that were asked for at once, the later. */
  async put(
    given: Pick<UseDecision, 'userRef' | 'decision' | 'askedAt'>,
  ): Promise<UseDecision> {
    const { userRef, decision, askedAt } = given;
    return await this.#knex.transaction(async tx => {
      // Locks the row until the commit: whoever has read number n has seen every change before it.
      await tx(HEAD).where({ id: 1 }).increment('head', 1);
      const { head } = await tx(HEAD).where({ id: 1 }).first();
      await tx<Row>(TABLE)
        .insert({
          user_ref: userRef,
          decision,
          asked_at: askedAt,
          sequence: head,
        })
        .onConflict('user_ref')
        .merge(['decision', 'asked_at', 'sequence'])
        .where(`${TABLE}.asked_at`, '<=', askedAt);
      const row = await tx<Row>(TABLE).where({ user_ref: userRef }).first();
      if (!row) throw new Error('What was just kept is not there');
      return toUseDecision(row);
    });
  }

  async find(userRef: string): Promise<UseDecision | undefined> {
    const row = await this.#knex<Row>(TABLE)
      .where({ user_ref: userRef })
      .first();
    return row && toUseDecision(row);
  }

  /** The number of the newest change. */
  async head(): Promise<number> {
    const row = await this.#knex(HEAD).where({ id: 1 }).first();
    return Number(row?.head ?? 0);
  }

  /** Changes after a number, oldest first, and no more than so many. */
  async changedAfter(sequence: number, limit: number): Promise<UseDecision[]> {
    const rows = await this.#knex<Row>(TABLE)
      .where('sequence', '>', sequence)
      .orderBy('sequence')
      .limit(limit);
    return rows.map(toUseDecision);
  }

  async deleteAskedBefore(time: number): Promise<void> {
    await this.#knex<Row>(TABLE).where('asked_at', '<', time).delete();
  }
}

function toUseDecision(row: Row): UseDecision {
  return {
    userRef: row.user_ref,
    decision: row.decision,
    askedAt: Number(row.asked_at),
    sequence: Number(row.sequence),
  };
}
