import { TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from './migrate';

jest.setTimeout(60_000);

const TABLES = [
  'signing_keys',
  'tokens',
  'token_revocations',
  'limit_counters',
  'limit_replicas',
  'seal_keys',
  'session_uses',
  'session_ends',
  'mailbox',
  'upstream_eras',
  'bridged_sessions',
  'oauth_state',
  'oauth_consents',
  'oauth_tickets',
  'cookie_keys',
  'policy_head',
  'policy_versions',
  'policy_proposals',
  'setup_runs',
  'data_keys',
  'connections',
  'connection_changes',
  'connection_attempts',
  'connection_tickets',
  'client_registrations',
  'runtime_owners',
  'runtimes',
  'runtime_events',
  'runtime_lines',
  'runtime_egress',
  'use_decisions',
  'use_decision_head',
  'guard_confirmations',
  'guard_links',
  'guard_reads',
  'guard_counts',
  'audit_installation',
  'audit_writers',
  'audit_events',
  'audit_gaps',
  'activity_views',
  'audit_keys',
  'audit_checkpoints',
  'audit_sealed_gaps',
  'audit_exports',
  'usage_batches',
  'usage_rollups',
  'usage_months',
  'usage_warnings',
  'usage_summaries',
  'usage_summary_days',
  'call_bodies',
];

describe('applyDatabaseMigrations', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  it.each(databases.eachSupportedId())(
    'goes up, down and up again on %s',
    async databaseId => {
      const knex = await databases.init(databaseId);
      const present = async () =>
        await Promise.all(TABLES.map(table => knex.schema.hasTable(table)));
      const directory = `${__dirname}/../../migrations`;

      await applyDatabaseMigrations(knex);
      expect(await present()).toEqual(TABLES.map(() => true));

      await knex.migrate.rollback({ directory }, true);
      expect(await present()).toEqual(TABLES.map(() => false));

      await applyDatabaseMigrations(knex);
      expect(await present()).toEqual(TABLES.map(() => true));
      expect(await knex('token_revocations').select()).toEqual([
        { id: 1, head: 0 },
      ]);
    },
  );

  it('of replicas that start at once on an empty PostgreSQL wait for each other', async () => {
    // SQLite is one process's own; CI always has a PostgreSQL.
    const id = databases.supports('POSTGRES_18') ? 'POSTGRES_18' : 'SQLITE_3';
    const knex = await databases.init(id);
    const replicas = id === 'POSTGRES_18' ? 4 : 1;
    await Promise.all(
      Array.from({ length: replicas }, () => applyDatabaseMigrations(knex)),
    );
    expect(await knex('token_revocations').select()).toEqual([
      { id: 1, head: 0 },
    ]);
  });
});
