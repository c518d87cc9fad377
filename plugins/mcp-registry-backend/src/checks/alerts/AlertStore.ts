import type { Knex } from 'knex';
import { readJson } from '../../database/readJson';

const TABLE = 'check_alerts';

/** How bad a verdict was when those who answer for it last knew. */
export interface Alert {
  readonly outcome: string;
  /** Names of the findings that were serious. */
  readonly serious: readonly string[];
}

/** What was last known of a check of a revision, by any version of the check. */
export async function findAlert(
  knex: Knex,
  where: { digest: string; checkId: string },
): Promise<Alert | undefined> {
  const row: { outcome: string; serious: string } | undefined = await knex(
    TABLE,
  )
    .where({ digest: where.digest, check_id: where.checkId })
    .first();
  return (
    row && { outcome: row.outcome, serious: readJson<string[]>(row.serious) }
  );
}

/** Writes down what is known now. */
export async function putAlert(
  knex: Knex,
  alert: Alert & { digest: string; checkId: string; at: string },
): Promise<void> {
  const { digest, checkId, outcome, serious, at } = alert;
  await knex(TABLE)
    .insert({
      ...{ digest, outcome, at },
      check_id: checkId,
      serious: JSON.stringify(serious),
    })
    .onConflict(['digest', 'check_id'])
    .merge();
}
