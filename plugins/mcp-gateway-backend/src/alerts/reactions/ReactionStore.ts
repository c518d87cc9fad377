import type { Knex } from 'knex';
import { type ReactionRow, toReaction } from './reactionRow';
import type { Reaction, ReactionState } from './types';

const TABLE = 'alert_reactions';

/** What is to be done, was done, or would have been. */
export class ReactionStore {
  static create(options: { database: Knex }) {
    return new ReactionStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** What is to be done now, what waits longest first. */
  async due(now: number, limit: number): Promise<Reaction[]> {
    const rows: ReactionRow[] = await this.#knex<ReactionRow>(TABLE)
      .where('due_at', '<=', now)
      .orderBy([{ column: 'due_at' }, { column: 'id' }])
      .limit(limit);
    return rows.map(toReaction);
  }

  /** Of these alerts, the latest first. */
  async of(alertIds: readonly string[]): Promise<Map<string, Reaction[]>> {
    const rows: ReactionRow[] = await this.#knex<ReactionRow>(TABLE)
      .whereIn('alert_id', [...alertIds])
      .orderBy([{ column: 'planned_at', order: 'desc' }, { column: 'kind' }]);
    const found = new Map<string, Reaction[]>();
    for (const reaction of rows.map(toReaction)) {
      const { alertId } = reaction;
      found.set(alertId, [...(found.get(alertId) ?? []), reaction]);
    }
    return found;
  }

  /**
   * Moves a reaction on.
   *
   * @returns false where it is in another state by now
   */
  async move(
    knex: Knex,
    options: {
      id: string;
      from: ReactionState;
      now: number;
      columns: Partial<ReactionRow>;
    },
  ): Promise<boolean> {
    const { id, from, now, columns } = options;
    const moved = await knex<ReactionRow>(TABLE)
      .where({ id, state: from })
      .update({ ...columns, changed_at: new Date(now).toISOString() });
    return moved === 1;
  }
}
