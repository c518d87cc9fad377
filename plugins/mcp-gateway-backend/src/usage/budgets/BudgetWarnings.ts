import { createHash } from 'crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Knex } from 'knex';
import type { BudgetState } from './Budgets';

/** Tells teams that their budget is nearly used up, and that it is: once a month each, whatever the number of replicas. */
export class BudgetWarnings {
  static create(options: {
    database: Knex;
    notifications: Pick<NotificationService, 'send'>;
    logger: Pick<LoggerService, 'warn'>;
  }): BudgetWarnings {
    return new BudgetWarnings(options);
  }

  readonly #options: Parameters<typeof BudgetWarnings.create>[0];

  private constructor(options: Parameters<typeof BudgetWarnings.create>[0]) {
    this.#options = options;
  }

  async send(states: readonly BudgetState[]): Promise<void> {
    for (const state of states) {
      const percent = (100 * state.used) / state.rule.perMonth;
      if (percent >= 100) await this.#once(state, 'spent');
      else if (percent >= state.rule.warnAtPercent) {
        await this.#once(state, 'near');
      }
    }
  }

  /** Whoever writes the row sends it. What could not be sent is forgotten again, and tried with the next look. */
  async #once(state: BudgetState, what: 'near' | 'spent'): Promise<void> {
    const { database, notifications, logger } = this.#options;
    const { team, unit, perMonth } = state.rule;
    const key = JSON.stringify([team, unit, perMonth, state.month, what]);
    const id = createHash('sha256').update(key).digest('hex').slice(0, 40);
    if (await database('usage_warnings').where({ id }).first()) return;
    const claimed = await database('usage_warnings')
      .insert({ id, sent_at: new Date().toISOString() })
      .onConflict('id')
      .ignore()
      .returning('id');
    if (claimed.length === 0) return;
    try {
      await notifications.send({
        recipients: { type: 'entity', entityRef: team },
        payload: {
          title: titleOf(state, what),
          link: '/ai-tools/usage',
          severity: what === 'spent' ? 'high' : 'normal',
          topic: 'mcp-usage-budget',
          scope: `mcp-usage-budget:${team}:${unit}:${state.month}`,
        },
      });
    } catch (error) {
      await database('usage_warnings').where({ id }).delete();
      logger.warn(
        `${team} could not be told about its budget: ${stringifyError(error)}`,
      );
    }
  }
}

function titleOf({ rule, month }: BudgetState, what: 'near' | 'spent'): string {
  const name = rule.team.split('/').pop();
  if (what === 'near') {
    return `AI tools: ${name} has used ${rule.warnAtPercent} % of its ${rule.unit} for ${month}`;
  }
  return rule.stops
    ? `AI tools: ${name} has used up its ${rule.unit} for ${month}; calls are refused until the month ends`
    : `AI tools: ${name} has used up its ${rule.unit} for ${month}`;
}
