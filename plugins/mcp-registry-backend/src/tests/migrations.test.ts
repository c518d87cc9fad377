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
  'access_requests',
  'grants',
  'history',
  'server_limits',
  'server_aliases',
  'fresh_sign_ins',
  'feed',
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
});
