import type { Knex } from 'knex';

/** Any number that nobody else locks in the gateway's own database. */
const LOCK = 7_008;

/**
 * Runs a step of the start that two replicas must not run at once, such as one that makes tables: the second waits for
 * the first. SQLite is one process's own and needs no lock.
 */
export async function oneReplicaAtATime(
  knex: Knex,
  step: () => Promise<void>,
): Promise<void> {
  if (knex.client.config.client !== 'pg') {
    await step();
    return;
  }
  // Knex has a lock of its own, but in a table that two may make at once, and one that is left behind stays.
  await knex.transaction(async lock => {
    await lock.raw('SELECT pg_advisory_xact_lock(?)', [LOCK]);
    await step();
  });
}
