import { TestDatabases } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { resolve } from 'node:path';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import { startRegistry } from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const ELSEWHERE = 'url:https://elsewhere';
const directory = resolve(__dirname, '../../migrations');
const MIGRATION = '20261123070000_server_aliases.js';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const alice = person('alice');

jest.setTimeout(60_000);

/** A row as the registry had it before there were aliases. */
const oldServer = (id: string, name: string, minute: number) => ({
  id,
  server_ref: `api:${id}/${name}`,
  namespace: id,
  name,
  origin: 'url:https://git.example.com/catalog.yaml',
  status: 'registered',
  title: name,
  sort_title: name,
  description: '',
  owner: 'group:default/data-platform',
  risk_tier: 'low',
  data_classification: 'internal',
  tags: '[]',
  facts: '{}',
  live_facts: '{}',
  search_text: name,
  created_at: `2026-01-01T10:0${minute}:00.000Z`,
  sequence: 0,
});

describe.each(databases.eachSupportedId())('aliases on %s', databaseId => {
  it('are given to the servers that were there before, the oldest first', async () => {
    const knex = await databases.init(databaseId);
    for (;;) {
      const [, [next]] = await knex.migrate.list({ directory });
      if (next.file === MIGRATION) break;
      await knex.migrate.up({ directory });
    }
    await knex('servers').insert([
      oldServer('younger', 'Orders', 2),
      oldServer('older', 'orders', 1),
      oldServer('long', `${'a'.repeat(19)}.${'b'.repeat(43)}`, 3),
      oldServer('odd', '__', 4),
    ]);
    await knex.migrate.up({ directory });
    const rows = await knex('server_aliases').select('server_id', 'alias');
    expect(
      Object.fromEntries(rows.map(row => [row.server_id, row.alias])),
    ).toEqual({
      older: 'orders',
      younger: 'orders-2',
      long: 'a'.repeat(19),
      odd: 'server',
    });
  });

  describe('of registered servers', () => {
    const start = async () => {
      const registry = await startRegistry({
        knex: await databases.init(databaseId),
        entities: [],
      });
      const sync = async (...entities: Entity[]) => {
        registry.state.entities = entities;
        await registry.sync.run();
      };
      const shown = async (ref = REF) =>
        (await registry.servers.get(alice, ref)).alias;
      const served = async () =>
        (await registry.accessDocuments.document(REF)).document.alias;
      return { sync, shown, served };
    };

    it('are shown to people as the gateway has them', async () => {
      const { sync, shown, served } = await start();
      await sync(serverEntity(), serverEntity({ name: 'Every.Thing' }));
      expect(await shown()).toBe('everything');
      expect(await served()).toBe('everything');
      expect(await shown('api:default/every.thing')).toBe('every-thing');
    });

    it('stay when the entity changes, goes and comes back', async () => {
      const { sync, shown } = await start();
      await sync(serverEntity());
      await sync(serverEntity({ title: 'Another title', owner: 'finance' }));
      expect(await shown()).toBe('everything');
      await sync();
      // Its name asks for the same alias while the first one is gone.
      await sync(serverEntity({ name: 'everything_' }));
      expect(await shown('api:default/everything_')).toBe('everything-2');
      await sync(serverEntity(), serverEntity({ name: 'everything_' }));
      expect(await shown()).toBe('everything');
    });

    it('D7: another origin gets an alias of its own, and the first one its own back', async () => {
      const { sync, shown, served } = await start();
      await sync(serverEntity());
      await sync(serverEntity({ origin: ELSEWHERE }));
      expect(await shown()).toBe('everything-2');
      expect(await served()).toBe('everything-2');
      await sync(serverEntity());
      expect(await shown()).toBe('everything');
      await sync(serverEntity({ origin: ELSEWHERE }));
      expect(await shown()).toBe('everything-2');
    });
  });
});
