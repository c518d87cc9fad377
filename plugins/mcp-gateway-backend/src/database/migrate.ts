import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { oneReplicaAtATime } from './oneReplicaAtATime';

const MIGRATIONS = resolvePackagePath(
  '@sallyport/backstage-plugin-mcp-gateway-backend',
  'migrations',
);

/** Brings the gateway's database up to date. Replicas that start at once wait for each other. */
export async function applyDatabaseMigrations(knex: Knex): Promise<void> {
  await oneReplicaAtATime(knex, async () => {
    await knex.migrate.latest({ directory: MIGRATIONS });
  });
}
