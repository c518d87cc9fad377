import { TestDatabases } from '@backstage/backend-test-utils';
import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [alice, bob, bill, carol, dave, erin] = [
  'alice',
  'bob',
  'bill',
  'carol',
  'dave',
  'erin',
].map(name => person(name));
const agentOf = (name: string) => person(name, { actor: 'plugin:scaffolder' });

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('stops, on %s', databaseId => {
  let registry: TestRegistry;
  let digest: string;

  beforeEach(async () => {
    registry = await startRegistry({
      knex: await databases.init(databaseId),
      entities: [serverEntity()],
    });
    await registry.sync.run();
    digest = (await registry.submissions.submit(bob, { serverRef: REF }))
      .digest;
    await registry.revisionDecisions.decide(carol, {
      digest,
      decision: { decision: 'approve', reason: 'seen' },
    });
    registry.state.sent.length = 0;
  });

  const stop = async (
    who: typeof bob,
    over: Partial<RegistrySchemas['NewStop']> = {},
  ) =>
    await registry.stops.service.create(who, {
      ...{ kind: 'server', serverRef: REF },
      ...{ reason: 'It leaks.', message: 'Closed until Monday.' },
      ...over,
    });
  const lift = async (who: typeof bob, id: string) =>
    await registry.stops.service.lift(who, { id, reason: 'It is mended.' });
  const atDoor = async () => await registry.accessDocuments.stops();
  const open = async (who: typeof bob) =>
    (await registry.stops.list.list(who, { state: 'open' })).items;
  const grantAlice = async () => {
    const request = await registry.accessRequests.create(alice, {
      serverRef: REF,
      subject: alice.userEntityRef,
      tools: { kind: 'all' },
      purpose: 'Orders of last month',
      durationDays: 7,
    });
    await registry.accessDecisions.decide(bob, {
      id: request.id,
      decision: { decision: 'approve' },
    });
    const { items } = await registry.grants.list(alice, {});
    return items[0];
  };

  it.each([
    ['the server', () => ({})],
    ['what is approved of it', () => ({ kind: 'revision', subject: digest })],
    ['where it leads', () => ({ kind: 'host', subject: 'localhost' })],
    ['the person', () => ({ kind: 'person', subject: alice.userEntityRef })],
    ['the access', (grantId: string) => ({ kind: 'grant', subject: grantId })],
  ] as [string, (grantId: string) => Partial<RegistrySchemas['NewStop']>][])(
    'says of a server that it is stopped, where a stop hits %s',
    async (_, targetOf) => {
      const grant = await grantAlice();
      const access = async (who: typeof alice) =>
        (await registry.servers.get(who, REF)).access.state;
      const listed = async (usable: boolean) =>
        (await registry.servers.list(alice, { usable })).totalItems;
      const shown = async () => (await registry.grants.list(alice, {})).items;
      expect(await access(alice)).toBe('granted');
      expect([await listed(true), await listed(false)]).toEqual([1, 0]);
      expect((await shown())[0].stop).toBeUndefined();
      const target = targetOf(grant.id);
      const { stop: made } = await stop(carol, {
        ...(target.kind && { serverRef: undefined }),
        ...target,
      });
      expect(await access(alice)).toBe('stopped');
      // What she can use now is what gateways would let her, and what they tell her stands on her card.
      expect([await listed(true), await listed(false)]).toEqual([0, 1]);
      const message = 'Closed until Monday.';
      expect((await shown())[0].stop).toMatchObject({ message });
      expect((await registry.servers.get(alice, REF)).access.stop).toEqual(
        (await shown())[0].stop,
      );
      // What is about her and hers alone is told to nobody else.
      const isHers = target.kind === 'person' || target.kind === 'grant';
      expect(await access(bill)).toBe(isHers ? 'none' : 'stopped');
      await lift(erin, made.id);
      expect(await access(alice)).toBe('granted');
      expect([await listed(true), await listed(false)]).toEqual([1, 0]);
    },
  );

  it('holds at once, is told by the feed with one number, and needs another person to be lifted', async () => {
    const { stop: made, proposed } = await stop(carol);
    expect(proposed).toBe(false);
    expect(made).toMatchObject({
      state: 'active',
      createdBy: carol.userEntityRef,
      authority: 'security',
      mayLift: false,
      liftObstacle: 'own',
    });
    const changes = await registry.accessDocuments.changes({ after: 0 });
    expect(changes).toMatchObject({
      head: made.sequence,
      stops: made.sequence,
    });
    const { serverId } = (await registry.accessDocuments.document(REF))
      .document;
    expect(await atDoor()).toEqual({
      sequence: made.sequence,
      items: [
        {
          id: made.id,
          kind: 'server',
          serverId,
          subject: serverId,
          message: 'Closed until Monday.',
        },
      ],
    });
    await expect(lift(carol, made.id)).rejects.toMatchObject({
      code: 'stop.own',
    });
    // The owner is another person, but not of those who may stop everything.
    await expect(lift(bob, made.id)).rejects.toMatchObject({
      code: 'stop.authority',
    });
    await expect(lift(alice, made.id)).rejects.toMatchObject({
      code: 'stop.not-found',
    });
    await expect(lift(agentOf('erin'), made.id)).rejects.toMatchObject({
      code: 'decision.portal-only',
    });
    const lifted = await lift(erin, made.id);
    expect(lifted).toMatchObject({
      state: 'lifted',
      endedBy: erin.userEntityRef,
      endReason: 'It is mended.',
      mayLift: false,
    });
    expect(lifted.sequence).toBeGreaterThan(made.sequence!);
    expect(await atDoor()).toEqual({ sequence: lifted.sequence, items: [] });
    await expect(lift(erin, made.id)).rejects.toMatchObject({
      code: 'stop.state',
    });
    expect(registry.state.sent.map(({ payload }) => payload.title)).toEqual([
      'Stopped: Everything',
      'A stop was lifted: Everything',
    ]);
    expect(registry.state.sent[0].recipients).toMatchObject({
      entityRef: [
        'group:default/security',
        'group:default/platform-admins',
        'group:default/data-platform',
      ],
      excludeEntityRef: carol.userEntityRef,
    });
    const rows = await registry.database
      .knex('history')
      .where({ about_kind: 'stop', about_id: made.id })
      .orderBy('id')
      .select('event', 'by', 'reason');
    expect(rows).toEqual([
      { event: 'stopped', by: carol.userEntityRef, reason: 'It leaks.' },
      { event: 'stop-lifted', by: erin.userEntityRef, reason: 'It is mended.' },
    ]);
  });

  it("an owner stops what is their server's, and a colleague lifts it", async () => {
    const { stop: made } = await stop(bob, { kind: 'tool', subject: 'echo' });
    expect(made).toMatchObject({ authority: 'owner', subject: 'echo' });
    await expect(lift(bob, made.id)).rejects.toMatchObject({
      code: 'stop.own',
    });
    expect((await lift(bill, made.id)).state).toBe('lifted');
  });

  it.each<[string, Partial<RegistrySchemas['NewStop']>]>([
    ['stop.not-allowed', { kind: 'person', subject: 'user:default/dave' }],
    ['stop.not-allowed', { kind: 'host', subject: 'mcp.example.com' }],
    ['stop.not-allowed', { kind: 'package', subject: 'npm/@acme/files' }],
    ['server.not-found', { serverRef: 'api:default/none' }],
    ['revision.not-found', { kind: 'revision', subject: 'sha256:none' }],
    ['grant.not-found', { kind: 'grant', subject: 'none' }],
    ['stop.invalid-subject', { kind: 'tool' }],
    ['stop.invalid-subject', { kind: 'person', subject: 'a b:/c' }],
    ['stop.invalid-subject', { kind: 'host', subject: 'https://x.example' }],
    ['stop.invalid-subject', { kind: 'publisher', subject: 'npm/acme' }],
    ['stop.invalid-subject', { kind: 'package', subject: 'cargo/x' }],
    ['reason.required', { reason: '  ' }],
    ['stop.invalid-end', { endsAt: '2026-11-23T10:00:00Z' }],
    ['stop.invalid-end', { endsAt: '2030-11-23T10:00:00Z' }],
  ])('refuses as %s: %j', async (code, over) => {
    const who = code === 'stop.not-allowed' ? bob : carol;
    await expect(stop(who, over)).rejects.toMatchObject({ code });
    expect(await atDoor()).toEqual({ sequence: 0, items: [] });
  });

  it('is for nobody else', async () => {
    await expect(stop(alice)).rejects.toMatchObject({
      code: 'stop.not-allowed',
    });
    await expect(
      registry.stops.impact.preview(dave, { kind: 'server', serverRef: REF }),
    ).rejects.toMatchObject({ code: 'stop.not-allowed' });
    const { stop: made } = await stop(carol);
    expect(await open(alice)).toEqual([]);
    // Whoever sees the server sees that it is stopped and what callers are told, not why and by whom.
    const [seen] = (await registry.stops.list.list(alice, { serverRef: REF }))
      .items;
    expect(seen).toMatchObject({
      id: made.id,
      message: 'Closed until Monday.',
      mayLift: false,
    });
    expect(seen.reason).toBeUndefined();
    expect(seen.createdBy).toBeUndefined();
  });

  it('names things as gateways look them up', async () => {
    await stop(carol, { kind: 'person', subject: 'User:Default/Dave' });
    await stop(carol, { kind: 'agent', subject: 'triage' });
    await stop(carol, { kind: 'host', subject: 'MCP.Example.com.' });
    await stop(carol, { kind: 'package', subject: 'npm/@Acme/Files@1.0.0' });
    await stop(carol, { kind: 'client', subject: 'https://a.example/C.json' });
    expect((await atDoor()).items.map(({ subject }) => subject).sort()).toEqual(
      [
        'component:default/triage',
        'https://a.example/C.json',
        'mcp.example.com',
        'npm/@acme/files@1.0.0',
        'user:default/dave',
      ],
    );
  });

  it('says beforehand whom it hits', async () => {
    const grant = await grantAlice();
    const preview = async (target: RegistrySchemas['StopTarget']) =>
      await registry.stops.impact.preview(carol, target);
    const whole = {
      serverCount: 1,
      servers: [{ serverRef: REF, title: 'Everything' }],
      grantCount: 1,
      holders: [alice.userEntityRef],
    };
    for (const target of [
      { kind: 'server', serverRef: REF },
      { kind: 'revision', serverRef: REF, subject: digest },
      { kind: 'tool', serverRef: REF, subject: 'echo' },
      { kind: 'grant', subject: grant.id },
      { kind: 'person', subject: alice.userEntityRef },
      { kind: 'host', subject: 'localhost' },
    ] as const) {
      expect({ target, impact: await preview(target) }).toMatchObject({
        target,
        impact: whole,
      });
    }
    expect(
      await preview({ kind: 'person', subject: 'user:default/dave' }),
    ).toMatchObject({ serverCount: 0, grantCount: 0 });
    expect(
      await preview({ kind: 'host', subject: 'other.example' }),
    ).toMatchObject({ serverCount: 0 });
    await stop(carol);
    expect(await preview({ kind: 'server', serverRef: REF })).toMatchObject({
      alreadyStopped: 1,
    });
  });

  it('ends at its second, whoever is asked, and that is written down later', async () => {
    const { stop: made } = await stop(carol, {
      endsAt: new Date(registry.state.now.getTime() + 60_000).toISOString(),
    });
    registry.wait(59);
    expect((await atDoor()).items).toHaveLength(1);
    registry.wait(1);
    expect((await atDoor()).items).toEqual([]);
    expect(await open(carol)).toEqual([]);
    await expect(lift(erin, made.id)).rejects.toMatchObject({
      code: 'stop.state',
    });
    expect(await registry.stops.service.endDue()).toBe(1);
    expect(await registry.stops.service.endDue()).toBe(0);
    const past = await registry.stops.list.list(carol, { state: 'past' });
    expect(past.items).toMatchObject([{ id: made.id, state: 'ended' }]);
    expect(registry.state.sent.at(-1)?.payload.title).toBe(
      'A stop has ended: Everything',
    );
  });

  describe('through another tool', () => {
    it('what is about one server holds at once', async () => {
      const { stop: made, proposed } = await stop(agentOf('bob'));
      expect(proposed).toBe(false);
      expect(made).toMatchObject({
        state: 'active',
        actor: 'plugin:scaffolder',
      });
    });

    it('what reaches further waits for a person in the portal', async () => {
      const wide = { kind: 'person', subject: 'user:default/dave' } as const;
      const { stop: made, proposed } = await stop(agentOf('carol'), wide);
      expect(proposed).toBe(true);
      expect(await atDoor()).toEqual({ sequence: 0, items: [] });
      await expect(
        registry.stops.service.confirm(agentOf('carol'), made.id),
      ).rejects.toMatchObject({ code: 'decision.portal-only' });
      const confirmed = await registry.stops.service.confirm(carol, made.id);
      expect(confirmed).toMatchObject({ state: 'active' });
      expect(await atDoor()).toMatchObject({
        sequence: confirmed.sequence,
        items: [{ id: made.id }],
      });
      const other = await stop(agentOf('carol'), wide);
      const dismissed = await registry.stops.service.dismiss(erin, {
        id: other.stop.id,
        reason: 'Not now.',
      });
      expect(dismissed.state).toBe('dismissed');
      await expect(
        registry.stops.service.confirm(carol, other.stop.id),
      ).rejects.toMatchObject({ code: 'stop.state' });
      expect((await atDoor()).items).toHaveLength(1);
    });
  });

  it('nobody lifts what is about themselves', async () => {
    const { stop: made } = await stop(carol, {
      ...{ kind: 'person', subject: erin.userEntityRef },
    });
    await expect(lift(erin, made.id)).rejects.toMatchObject({
      code: 'stop.hit',
    });
    expect((await lift(person('chris'), made.id)).state).toBe('lifted');
  });

  it('two stops on one thing are two: lifting one leaves the other', async () => {
    const first = await stop(carol);
    const second = await stop(erin);
    await lift(erin, first.stop.id);
    expect((await atDoor()).items.map(({ id }) => id)).toEqual([
      second.stop.id,
    ]);
  });

  it('of two who lift at once one succeeds', async () => {
    const { stop: made } = await stop(carol);
    const results = await Promise.allSettled([
      lift(erin, made.id),
      lift(person('chris'), made.id),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
  });
});
