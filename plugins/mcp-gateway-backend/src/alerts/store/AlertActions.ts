import type { Knex } from 'knex';
import { advanceAlert } from '../advanceAlert';
import { type AlertRow, toAlert } from './alertRow';

/** Writes down what people say about alerts. */
export class AlertActions {
  static create(options: { database: Knex; clock: () => number }) {
    return new AlertActions(options);
  }

  readonly #options: Parameters<typeof AlertActions.create>[0];

  private constructor(options: Parameters<typeof AlertActions.create>[0]) {
    this.#options = options;
  }

  /** False where the alert is in another state by now. */
  async act(
    id: string,
    word: {
      action: 'acknowledge' | 'resolve' | 'dismiss' | 'reopen';
      by: string;
      reason?: string;
    },
  ): Promise<boolean> {
    const { database, clock } = this.#options;
    const { action, by, reason } = word;
    const now = clock();
    const at = new Date(now).toISOString();
    return await database.transaction(async tx => {
      const row = await tx<AlertRow>('alerts').where({ id }).first();
      if (!row) return false;
      const alert = toAlert(row);
      const step = advanceAlert(
        { ...alert, changedAt: Date.parse(alert.changedAt) },
        { type: action, at: now },
      );
      if (!step) return false;
      const { state, changed_at } = row;
      // Of two people who say something at once the second is told that it has changed.
      const changed = await tx<AlertRow>('alerts')
        .where({ id, state, changed_at })
        .update({ state: step.state, changed_at: at });
      if (changed !== 1) return false;
      await tx('alert_events').insert({
        ...{ alert_id: id, at, what: action, by },
        reason: reason ?? null,
      });
      return true;
    });
  }
}
