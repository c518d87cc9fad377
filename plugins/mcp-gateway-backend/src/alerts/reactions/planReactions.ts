import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Alert, Told } from '../types';
import { ruleFor } from './chooseReactions';
import type { ReactionRow } from './reactionRow';
import type { ReactionRule } from './types';

const TABLE = 'alert_reactions';

/**
 * Writes down what has to be done about what was found, in the transaction that finds it: nothing of it can be lost. A result that did not
 * change plans nothing, and what is planned once for an alert is not planned again until it was over.
 */
export async function planReactions(
  tx: Knex.Transaction,
  options: {
    alert: Pick<Alert, 'id' | 'detector' | 'severity'>;
    what: Told;
    rules: readonly ReactionRule[];
    now: number;
  },
): Promise<void> {
  const { alert, what, rules, now } = options;
  const rule = ruleFor(rules, alert);
  if (!rule) return;
  const last: { round?: number | null } | undefined = await tx(TABLE)
    .where({ alert_id: alert.id })
    .max({ round: 'round' })
    .first();
  const before = last?.round ?? 0;
  const round = what === 'reopened' ? before + 1 : before;
  for (const kind of rule.reactions) {
    const row: ReactionRow = {
      ...{ id: randomUUID(), alert_id: alert.id, round, kind },
      ...{ rule: JSON.stringify(rule), state: 'planned' },
      ...{ why: null, detail: null, targets: '[]', stops: '[]' },
      ...{ ends_at: null, planned_at: now, due_at: now, tries: 0 },
      changed_at: new Date(now).toISOString(),
    };
    await tx(TABLE)
      .insert(row)
      .onConflict(['alert_id', 'round', 'kind'])
      .ignore();
  }
}

/** What was found holds no more: what waits is not done, and what was done is given back where the rule says so. */
export async function withdrawReactions(
  tx: Knex.Transaction,
  options: { keyDigest: string; now: number },
): Promise<void> {
  const { keyDigest, now } = options;
  const changed_at = new Date(now).toISOString();
  const rows: ReactionRow[] = await tx<ReactionRow>(TABLE)
    .whereIn(
      'alert_id',
      tx('alerts').where('key_digest', keyDigest).select('id'),
    )
    .whereIn('state', ['planned', 'done']);
  for (const { id, state, tries, rule } of rows) {
    const { liftWhenRetracted }: ReactionRule = JSON.parse(rule);
    if (state === 'done' && !liftWhenRetracted) continue;
    // An attempt that was not answered may have been heard.
    const isClean = state === 'planned' && tries === 0;
    await tx<ReactionRow>(TABLE)
      .where({ id, state })
      .update(
        isClean
          ? { changed_at, state: 'withdrawn', due_at: null }
          : {
              ...{ changed_at, state: 'withdrawing', due_at: now },
              ...{ planned_at: now, tries: 0 },
            },
      );
  }
}
