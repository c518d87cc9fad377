import { TestDatabases } from '@backstage/backend-test-utils';
import { NO_CHECKS_REQUIRED } from '../checks/readCheckSettings';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const NEXT = 'api:default/orders';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [alice, bob, carol, dave] = ['alice', 'bob', 'carol', 'dave'].map(name =>
  person(name),
);
const DAY = 24 * 60 * 60;

jest.setTimeout(120_000);

describe.each(databases.eachSupportedId())('the end of a server on %s', id => {
  const replicas: TestRegistry[] = [];
  let registry: TestRegistry;

  beforeEach(async () => {
    const knex = await databases.init(id);
    replicas.length = 0;
    for (const _ of [1, 2]) {
      replicas.push(
        await startRegistry({
          knex,
          entities: [serverEntity(), serverEntity({ name: 'orders' })],
          checkSettings: { required: NO_CHECKS_REQUIRED },
        }),
      );
    }
    [registry] = replicas;
    await registry.sync.run();
    for (const serverRef of [REF, NEXT]) await approve(serverRef);
  });

  async function approve(serverRef: string) {
    const { digest } = await registry.submissions.submit(bob, { serverRef });
    await registry.revisionDecisions.decide(carol, {
      digest,
      decision: { decision: 'approve' },
    });
  }

  async function grant(who: typeof alice, serverRef = REF, durationDays = 90) {
    const { id: request } = await registry.accessRequests.create(who, {
      serverRef,
      purpose: 'to test',
      tools: { kind: 'all' },
      durationDays,
    });
    await registry.accessDecisions.decide(bob, {
      id: request,
      decision: { decision: 'approve' },
    });
  }

  const deprecate = (days: number, successorRef?: string) =>
    registry.lifecycle.deprecate(bob, {
      serverRef: REF,
      retireAt: new Date(
        registry.state.now.getTime() + days * DAY * 1000,
      ).toISOString(),
      reason: 'Orders does it better.',
      successorRef,
    });
  const wait = (seconds: number) => {
    for (const replica of replicas) replica.wait(seconds);
  };
  const sent = (title: RegExp) =>
    replicas
      .flatMap(({ state }) => state.sent)
      .filter(({ payload }) => title.test(payload.title));

  it('is announced to everybody who holds a grant, reminded of, and kept to the second', async () => {
    await grant(alice);
    await grant(dave, REF, 1);
    const server = await deprecate(30, NEXT);
    expect(server).toMatchObject({
      status: 'deprecated',
      endOfLife: {
        by: 'user:default/bob',
        successor: { serverRef: NEXT, title: 'Everything' },
      },
      access: { state: 'none' },
    });
    const [announced] = sent(/will be retired on/);
    expect(announced.recipients).toMatchObject({
      entityRef: [
        'user:default/alice',
        'user:default/dave',
        'group:default/data-platform',
      ],
    });
    // What takes its place is not for everybody to know.
    expect(JSON.stringify(announced)).not.toContain('orders');

    const { document } = await registry.accessDocuments.document(REF);
    expect(document).toMatchObject({
      status: 'deprecated',
      servedUntil: server.endOfLife?.retireAt,
    });
    expect(document.grants).toHaveLength(2);

    for (const days of [10, 13, 1]) {
      wait(days * DAY);
      await Promise.all(replicas.map(each => each.lifecycleWorker.run()));
      await Promise.all(replicas.map(each => each.lifecycleWorker.run()));
    }
    expect(sent(/will be retired on/)).toHaveLength(1);
    expect(sent(/in a week/)).toHaveLength(1);
    // By then one of them has lost it.
    expect(sent(/in a week/)[0].recipients).toMatchObject({
      entityRef: ['user:default/alice', 'group:default/data-platform'],
    });

    wait(6 * DAY - 1);
    await registry.lifecycleWorker.run();
    expect((await registry.servers.get(alice, REF)).status).toBe('deprecated');
    expect(sent(/tomorrow/)).toHaveLength(1);
    wait(1);
    await Promise.all(replicas.map(each => each.lifecycleWorker.run()));
    await Promise.all(replicas.map(each => each.lifecycleWorker.run()));
    const after = await registry.servers.get(alice, REF);
    expect(after).toMatchObject({
      status: 'retired',
      endOfLife: { successor: { serverRef: NEXT } },
    });
    expect((await registry.accessDocuments.document(REF)).document).toEqual(
      expect.objectContaining({ status: 'retired', grants: [] }),
    );
    expect(sent(/is retired$/)).toHaveLength(1);
    const mine = await registry.grants.list(alice, { role: 'mine' });
    expect(mine.items).toMatchObject([
      { state: 'revoked', endOfLife: { successor: { serverRef: NEXT } } },
    ]);
    const history = await registry.revisionHistory.list(bob, {
      serverRef: REF,
    });
    expect(history.serverHistory?.map(({ event }) => event)).toEqual([
      'end-of-life',
      'deprecated',
      'registered',
    ]);
  });

  it('lets nobody in who was not there, and gives those who are until the last day', async () => {
    await grant(alice);
    await deprecate(60);
    await expect(grant(dave)).rejects.toMatchObject({
      code: 'server.deprecated',
    });
    await grant(alice);
    expect(
      (await registry.accessDocuments.document(REF)).document.grants,
    ).toHaveLength(2);
  });

  it('is taken back, and announced again as something new', async () => {
    await grant(alice);
    await deprecate(30);
    await registry.lifecycle.keep(bob, { serverRef: REF, reason: 'not yet' });
    expect(await registry.servers.get(alice, REF)).toMatchObject({
      status: 'active',
      access: { state: 'granted' },
    });
    wait(31 * DAY);
    await registry.lifecycleWorker.run();
    expect((await registry.servers.get(bob, REF)).status).toBe('active');
    await deprecate(3);
    expect(sent(/will be retired on/)).toHaveLength(2);
    await deprecate(9);
    expect(sent(/will be retired on/)).toHaveLength(3);
  });

  it('is for good: neither its entity nor a new registration brings its grants back', async () => {
    await grant(alice);
    await registry.accessRequests.create(dave, {
      serverRef: REF,
      purpose: 'to wait',
      tools: { kind: 'all' },
      durationDays: 5,
    });
    registry.state.tools = [{ name: 'other' }];
    const { digest } = await registry.submissions.submit(bob, {
      serverRef: REF,
    });
    await registry.lifecycle.retire(bob, { serverRef: REF, reason: 'over' });
    const before = await registry.servers.get(bob, REF);
    expect(before).toMatchObject({ status: 'retired' });
    expect(before.pendingRevision).toBeUndefined();
    const asked = await registry.accessRequests.list(dave, {});
    expect(asked.items).toMatchObject([
      { state: 'denied', reason: 'The server was retired.' },
    ]);
    for (const refused of [
      registry.submissions.submit(bob, { serverRef: REF }),
      registry.submissions.draft(bob, { serverRef: REF }),
      registry.lifecycle.retire(bob, { serverRef: REF, reason: 'x' }),
      registry.lifecycle.keep(bob, { serverRef: REF, reason: 'x' }),
      registry.servers.resume(bob, { serverRef: REF, reason: 'x' }),
      grant(dave),
      registry.revisionDecisions.decide(carol, {
        digest,
        decision: { decision: 'approve' },
      }),
    ]) {
      await expect(refused).rejects.toMatchObject({ name: 'ConflictError' });
    }
    // The same entity, gone and there again.
    const there = registry.state.entities;
    registry.state.entities = [];
    await registry.sync.run();
    registry.state.entities = there;
    await registry.sync.run();
    expect((await registry.servers.get(bob, REF)).status).toBe('retired');
    // The same name from elsewhere is another server.
    registry.state.entities = [
      serverEntity({ origin: 'url:https://git.example.com/other.yaml' }),
    ];
    await registry.sync.run();
    // Whoever answered for the one before has to agree, too.
    const taken = await registry.submissions.submit(bob, { serverRef: REF });
    for (const who of [carol, person('bill')]) {
      await registry.revisionDecisions.decide(who, {
        digest: taken.digest,
        decision: { decision: 'approve' },
      });
    }
    const fresh = await registry.servers.get(bob, REF);
    expect(fresh.serverId).not.toBe(before.serverId);
    const { document } = await registry.accessDocuments.document(REF);
    expect(document).toMatchObject({ status: 'active', grants: [] });
  });

  it('is decided by those who answer for it, in the portal, about a day to come', async () => {
    const input = {
      serverRef: REF,
      reason: 'over',
      retireAt: '2026-12-24T00:00:00.000Z',
    };
    await expect(
      registry.lifecycle.deprecate(alice, input),
    ).rejects.toMatchObject({ code: 'server.not-owner' });
    await expect(
      registry.lifecycle.retire(person('bob', { actor: 'plugin:scaffolder' }), {
        serverRef: REF,
        reason: 'over',
      }),
    ).rejects.toMatchObject({ code: 'decision.portal-only' });
    for (const retireAt of [
      '2026-11-23T10:00:00.000Z',
      '2029-01-01T00:00:00Z',
      'x',
    ]) {
      await expect(
        registry.lifecycle.deprecate(bob, { ...input, retireAt }),
      ).rejects.toMatchObject({ code: 'lifecycle.date' });
    }
    for (const successorRef of [REF, 'api:default/nothing']) {
      await expect(
        registry.lifecycle.deprecate(bob, { ...input, successorRef }),
      ).rejects.toMatchObject({ code: 'lifecycle.successor' });
    }
    expect((await registry.servers.get(bob, REF)).status).toBe('active');
    await registry.lifecycle.deprecate(carol, input);
    expect((await registry.servers.get(bob, REF)).status).toBe('deprecated');
  });

  it('names what takes its place to those alone who may see that', async () => {
    await grant(alice);
    await deprecate(30, NEXT);
    registry.state.entities = [serverEntity()];
    const { endOfLife } = await registry.servers.get(alice, REF);
    expect(endOfLife).toMatchObject({ reason: 'Orders does it better.' });
    expect(endOfLife?.successor).toBeUndefined();
    expect(
      (await registry.servers.get(bob, REF)).endOfLife?.successor,
    ).toMatchObject({ serverRef: NEXT });
  });

  it('is told by another replica where one died over it', async () => {
    const other = replicas[1];
    await grant(alice);
    await deprecate(30);
    await registry.database.knex('lifecycle_notices').update({ sent_at: null });
    await other.lifecycleWorker.run();
    expect(sent(/will be retired on/)).toHaveLength(1);
    wait(301);
    await other.lifecycleWorker.run();
    expect(sent(/will be retired on/)).toHaveLength(2);
  });
});
