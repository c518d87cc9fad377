import type { Knex } from 'knex';
import { bitesOf } from '../../database/inBites';

const TABLE = 'alert_states';
/** Rows of one statement: four values each, below SQLite's bound. */
const CHUNK = 200;

/** What a detector remembers of these subjects. */
export async function readStates(
  tx: Knex.Transaction,
  detector: string,
  subjects: readonly string[],
): Promise<Map<string, object>> {
  const states = new Map<string, object>();
  for (const some of bitesOf(subjects, CHUNK)) {
    const rows: { subject: string; state: string }[] = await tx(TABLE)
      .where({ detector })
      .whereIn('subject', [...some])
      .select('subject', 'state');
    for (const row of rows) states.set(row.subject, JSON.parse(row.state));
  }
  return states;
}

/** Writes down what it remembers now. */
export async function writeStates(
  tx: Knex.Transaction,
  detector: string,
  known: { states: ReadonlyMap<string, object>; at: number },
): Promise<void> {
  for (const states of bitesOf([...known.states], CHUNK)) {
    const rows = states.map(([subject, state]) => ({
      ...{ detector, subject, at: known.at },
      state: JSON.stringify(state),
    }));
    await tx(TABLE).insert(rows).onConflict(['detector', 'subject']).merge();
  }
}
