import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

const MIGRATIONS = resolvePackagePath(
  '@sallyport/backstage-plugin-mcp-gateway-backend',
  'migrations',
);
/** Any number that nobody else locks in the gateway's own database. */
const LOCK = 7_008;

/** Brings the gateway's database up to date. Replicas that start at once wait for each other. */
export async function applyDatabaseMigrations(knex: Knex): Promise<void> {
  const migrate = async () => {
    await knex.migrate.latest({ directory: MIGRATIONS });
  };
  if (knex.client.config.client !== 'pg') {
    await migrate();
    return;
  }
  // Knex has a lock of its own, but in a table that two may make at once, and one that is left behind stays.
  await knex.transaction(async lock => {
    await lock.raw('SELECT pg_advisory_xact_lock(?)', [LOCK]);
    await migrate();
  });
}
