import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';

const directory = resolve(__dirname, '../../migrations');
const files = readdirSync(directory).sort();
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const TABLES = [
  'servers',
  'server_tags',
  'revisions',
  'revision_consents',
  'revision_checks',
  'exceptions',
  'exception_uses',
  'revision_reviews',
  'revision_approvals',
  'revision_waits',
  'approval_steps',
  'approval_delegations',
  'approval_policy_versions',
  'approval_conditions',
  'condition_lifts',
  'condition_lift_waits',
  'condition_lift_voices',
  'access_requests',
  'access_request_reviews',
  'access_request_approvals',
  'access_request_waits',
  'access_request_steps',
  'grants',
  'history',
  'server_limits',
  'server_recordings',
  'server_aliases',
  'fresh_sign_ins',
  'stops',
  'lifecycle_notices',
  'gitops_sources',
  'gitops_changes',
  'gitops_authors',
  'feed',
  'review_campaigns',
  'review_items',
  'emergency_reviews',
];

jest.setTimeout(60_000);

async function tablesThere(knex: Knex): Promise<string[]> {
  const there: string[] = [];
  for (const table of TABLES) {
    if (await knex.schema.hasTable(table)) {
      there.push(table);
    }
  }
  return there;
}

describe('migrations', () => {
  it.each(databases.eachSupportedId())(
    'go up, down and up again on %s',
    async databaseId => {
      const knex = await databases.init(databaseId);
      for (const round of [1, 2]) {
        await knex.migrate.latest({ directory });
        expect(await tablesThere(knex)).toEqual(TABLES);
        expect(await knex('feed').select('id', 'head')).toEqual([
          { id: 1, head: 0 },
        ]);
        for (const _file of files) {
          await knex.migrate.down({ directory });
        }
        expect({ round, there: await tablesThere(knex) }).toEqual({
          round,
          there: [],
        });
      }
    },
  );

  it.each(databases.eachSupportedId())(
    'tell what was replaced from what was never decided, on %s',
    async databaseId => {
      const knex = await databases.init(databaseId);
      await knex.migrate.latest({ directory });
      await knex('servers').insert({
        id: 's',
        server_ref: 'api:default/a',
        namespace: 'default',
        name: 'a',
        origin: 'url:x',
        status: 'active',
        title: 'A',
        sort_title: 'a',
        description: '',
        owner: 'group:default/a',
        risk_tier: 'low',
        data_classification: 'public',
        tags: '[]',
        facts: '{}',
        live_facts: '{}',
        search_text: '',
        created_at: '2026-11-23T10:00:00.000Z',
        sequence: 1,
      });
      const revision = (digest: string, number: number, decided?: string) => ({
        digest,
        server_id: 's',
        number,
        state: 'superseded',
        submitted_by: 'user:default/bob',
        submitted_at: '2026-11-23T10:00:00.000Z',
        decided_at: decided ?? null,
        snapshot: '{}',
        tool_surface: '{}',
        example_data: false,
      });
      const last = files.indexOf('20261128131000_replaced_revisions.js');
      for (const _file of files.slice(last)) {
        await knex.migrate.down({ directory });
      }
      await knex('revisions').insert([
        revision('a', 1, '2026-11-23T11:00:00.000Z'),
        revision('b', 2),
      ]);
      const states = async () =>
        (await knex('revisions').orderBy('number').select('state')).map(
          ({ state }) => state,
        );
      await knex.migrate.latest({ directory });
      expect(await states()).toEqual(['replaced', 'superseded']);
      for (const _file of files.slice(last)) {
        await knex.migrate.down({ directory });
      }
      expect(await states()).toEqual(['superseded', 'superseded']);
    },
  );
});
