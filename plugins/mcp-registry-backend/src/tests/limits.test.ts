import { TestDatabases } from '@backstage/backend-test-utils';
import type { CallLimits } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { readHistory } from '../service/HistoryStore';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const alice = person('alice');
const bob = person('bob');
const carol = person('carol');

jest.setTimeout(60_000);

const limits: CallLimits = {
  rules: [
    { scope: 'person', calls: 20, perSeconds: 60 },
    { scope: 'tool', tool: 'add', calls: 5, perSeconds: 3600 },
  ],
  weights: { changes: 3, destroys: 9 },
};

describe.each(databases.eachSupportedId())('limits on %s', databaseId => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await startRegistry({
      knex: await databases.init(databaseId),
      entities: [serverEntity()],
    });
    await registry.sync.run();
    const { digest } = await registry.submissions.submit(bob, {
      serverRef: REF,
    });
    await registry.revisionDecisions.decide(carol, {
      digest,
      decision: { decision: 'approve' },
    });
  });

  const set = async (value: unknown, caller = bob) =>
    await registry.limits.set(caller, { serverRef: REF, limits: value });
  const document = async () =>
    (await registry.accessDocuments.document(REF)).document;

  it('reach the gateway by the feed, and go away again', async () => {
    expect((await document()).limits).toBeUndefined();
    const before = (await document()).sequence;
    expect(await set(limits)).toEqual({
      limits,
      mayChange: true,
      setBy: 'user:default/bob',
      setAt: '2026-11-23T10:00:00.000Z',
    });
    expect((await document()).limits).toEqual(limits);
    const { changes } = await registry.accessDocuments.changes({
      after: before,
    });
    expect(changes.map(({ serverRef }) => serverRef)).toEqual([REF]);
    expect(await set({ rules: [] })).toEqual({ mayChange: true });
    expect((await document()).limits).toBeUndefined();
  });

  it('are written down: who, when, what before and after', async () => {
    await set(limits);
    await set({ rules: [] });
    const { serverId } = await document();
    const entries = await readHistory(registry.database.knex, {
      kind: 'server',
      ids: [serverId],
    });
    const told = entries.get(serverId)?.slice(-2);
    expect(told).toMatchObject([
      {
        event: 'limits-changed',
        by: 'user:default/bob',
        details: { before: null, after: limits },
      },
      {
        event: 'limits-changed',
        details: { before: limits, after: null },
      },
    ]);
  });

  it('are set by who runs the server, in the portal', async () => {
    await expect(set(limits, alice)).rejects.toMatchObject({
      code: 'server.not-owner',
    });
    await expect(
      set(limits, person('bob', { actor: 'plugin:scaffolder' })),
    ).rejects.toMatchObject({ code: 'decision.portal-only' });
    expect((await document()).limits).toBeUndefined();
    // The review team administers servers, as far as the policy lets it.
    expect(await set(limits, carol)).toMatchObject({
      setBy: 'user:default/carol',
    });
  });

  it('are shown to others without the names of tools', async () => {
    await set(limits);
    expect(await registry.limits.get(alice, REF)).toEqual({
      limits: { rules: [limits.rules[0]], weights: limits.weights },
      mayChange: false,
    });
    await expect(
      registry.limits.get(alice, 'api:default/other'),
    ).rejects.toMatchObject({ code: 'server.not-found' });
  });

  it.each([
    [
      { rules: [{ scope: 'person', calls: 0, perSeconds: 60 }] },
      'limits.invalid',
    ],
    [{ rules: [limits.rules[0], limits.rules[0]] }, 'limits.duplicate'],
    [
      { rules: [{ scope: 'tool', tool: 'drop', calls: 1, perSeconds: 1 }] },
      'terms.tool-not-found',
    ],
  ])('refuses %j', async (value, code) => {
    await set(limits);
    await expect(set(value)).rejects.toMatchObject({ code });
    expect((await document()).limits).toEqual(limits);
  });
});
