import { TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../database/migrate';
import { type RuntimeRow, RuntimeStore } from './RuntimeStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

const row = (
  runtimeId: string,
  owner: string,
  more: Partial<RuntimeRow> = {},
): RuntimeRow => ({
  runtime_id: runtimeId,
  owner,
  server_id: 's1',
  server_ref: 'api:default/files',
  digest: 'sha256:one',
  isolation: 'person',
  person: 'user:default/alice',
  state: 'running',
  driver: 'sandbox',
  tier: null,
  bounds: '{}',
  started_at: 1_764_000_000_000,
  changed_at: 1_764_000_000_000,
  usage: null,
  asked: null,
  ...more,
});

describe.each(databases.eachSupportedId())('RuntimeStore on %s', id => {
  let store: RuntimeStore;

  beforeEach(async () => {
    const database = await databases.init(id);
    await applyDatabaseMigrations(database);
    store = RuntimeStore.create({ database });
  });

  it('S6: takes what dead replicas have left, once, and nothing of the living', async () => {
    await store.hear('dead', 1_000);
    await store.hear('alive', 1_000);
    await store.save([
      row('r1', 'dead'),
      row('r2', 'alive'),
      row('r3', 'gone'),
    ]);
    await store.hear('alive', 5_000);
    expect(await store.ownersHeardSince(2_000)).toEqual(new Set(['alive']));
    const lost = await store.takeLost(2_000);
    expect(lost.map(one => one.runtime_id).sort()).toEqual(['r1', 'r3']);
    expect(await store.takeLost(2_000)).toEqual([]);
    expect(await store.list('s1')).toMatchObject([{ runtime_id: 'r2' }]);
    await store.forgetOwner('alive');
    expect(await store.list('s1')).toEqual([]);
    expect(await store.ownersHeardSince(0)).toEqual(new Set());
  });

  it('asks each replica for its own, once, and saving takes no request away', async () => {
    await store.save([
      row('r1', 'a'),
      row('r2', 'b'),
      row('x', 'a', { server_id: 's2' }),
    ]);
    await store.ask('s1', 'restart');
    await store.save([
      row('r1', 'a', { state: 'draining', usage: '{"pids":1}' }),
    ]);
    expect(await store.takeAsked('a')).toEqual([
      { runtimeId: 'r1', asked: 'restart' },
    ]);
    expect(await store.takeAsked('a')).toEqual([]);
    expect(await store.takeAsked('b')).toEqual([
      { runtimeId: 'r2', asked: 'restart' },
    ]);
    expect(await store.list('s1')).toMatchObject([
      { runtime_id: 'r1', state: 'draining', usage: '{"pids":1}' },
      { runtime_id: 'r2', state: 'running' },
    ]);
    await store.remove(['r1']);
    expect(await store.list('s1')).toHaveLength(1);
  });
});
