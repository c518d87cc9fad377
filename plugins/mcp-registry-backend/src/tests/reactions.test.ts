import { TestDatabases } from '@backstage/backend-test-utils';
import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const SIGN_IN = 'http://localhost:7007/api/mcp-registry/fresh-sign-in/start';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [alice, bob, bill, carol] = ['alice', 'bob', 'bill', 'carol'].map(name =>
  person(name),
);
const idOf = (n: number) =>
  `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('reactions, on %s', databaseId => {
  let registry: TestRegistry;
  let numbered: number;

  const start = async (
    over: Parameters<typeof startRegistry>[0]['reactions'],
  ) => {
    registry = await startRegistry({
      knex: await databases.init(databaseId),
      entities: [serverEntity()],
      signInUrl: SIGN_IN,
      reactions: over,
    });
    await registry.sync.run();
    const { digest } = await registry.submissions.submit(bob, {
      serverRef: REF,
    });
    await registry.revisionDecisions.decide(carol, {
      digest,
      decision: { decision: 'approve', reason: 'seen' },
    });
    registry.state.sent.length = 0;
    numbered = 0;
  };
  beforeEach(async () => await start(undefined));

  const wanted = (over: Partial<RegistrySchemas['NewReaction']> = {}) => ({
    ...{ id: idOf((numbered += 1)), alertId: 'a1', detector: 'decoy' },
    ...{ severity: 'critical' as const, rule: 'decoys' },
    ...{ ruleVersion: '0123456789ab', kind: 'step-up' as const },
    ...{ subjects: [alice.userEntityRef], seconds: 3_600 },
    ...{ about: alice.userEntityRef, reason: 'Called dump.', ...over },
  });
  const place = async (over: Partial<RegistrySchemas['NewReaction']> = {}) =>
    await registry.stops.reactions.place(wanted(over));
  const server = { kind: 'server' as const, subjects: [REF] };
  const atDoor = async () => (await registry.accessDocuments.stops()).items;
  const shown = async (who: typeof bob) =>
    (await registry.stops.list.list(who, {})).items;
  const grantTo = async (who: typeof alice) => {
    const request = await registry.accessRequests.create(who, {
      ...{ serverRef: REF, subject: who.userEntityRef, durationDays: 7 },
      ...{ tools: { kind: 'all' }, purpose: 'Orders of last month' },
    });
    await registry.accessDecisions.decide(bob, {
      id: request.id,
      decision: { decision: 'approve' },
    });
    registry.state.sent.length = 0;
    return (await registry.grants.list(who, {})).items[0].id;
  };

  it('holds something back until its end, as that rule made it, and says so to those concerned', async () => {
    const grantId = await grantTo(alice);
    const { stops, endsAt } = await place({
      ...{ kind: 'grant', subjects: [grantId], seconds: 7_200 },
    });
    expect(endsAt).toBe(
      new Date(+registry.state.now + 7_200_000).toISOString(),
    );
    expect(await atDoor()).toMatchObject([
      { id: stops[0].id, kind: 'grant', subject: grantId, endsAt },
    ]);
    expect((await shown(bob))[0]).toMatchObject({
      createdBy: 'plugin:mcp-gateway',
      authority: 'owner',
      rule: { name: 'decoys', version: '0123456789ab', alertId: 'a1' },
      mayLift: true,
    });
    const told = registry.state.sent.map(({ recipients, payload }) => [
      (recipients as { entityRef: string | string[] }).entityRef,
      payload.title,
    ]);
    expect(told).toEqual([
      [
        expect.arrayContaining(['group:default/security']),
        'A rule has paused an access to Everything',
      ],
      [alice.userEntityRef, 'Your access to Everything is paused'],
    ]);
    registry.wait(7_201);
    expect(await atDoor()).toEqual([]);
  });

  it('places each reaction once, however often it is asked for', async () => {
    const same = wanted();
    const first = await registry.stops.reactions.place(same);
    const [again, third] = await Promise.all([
      registry.stops.reactions.place(same),
      registry.stops.reactions.place(same),
    ]);
    expect(again.stops).toEqual(first.stops);
    expect(third.stops).toEqual(first.stops);
    expect(await atDoor()).toHaveLength(1);
    expect(registry.state.sent).toHaveLength(2);
  });

  it('holds back no more than so much in an hour, and of servers less', async () => {
    await start({ maxPerHour: 3, maxServersPerHour: 1, longestHours: 2 });
    await place(server);
    await expect(place(server)).rejects.toMatchObject({
      code: 'reaction.too-many',
    });
    await place();
    await place();
    await expect(place()).rejects.toMatchObject({ code: 'reaction.too-many' });
    await expect(place({ seconds: 7_201 })).rejects.toMatchObject({
      code: 'reaction.too-long',
    });
    registry.wait(3_601);
    await place();
    await start({ maxPerHour: 0, maxServersPerHour: 0, longestHours: 2 });
    await expect(place()).rejects.toMatchObject({ code: 'reaction.off' });
    expect(await atDoor()).toEqual([]);
  });

  it('is over when the person has signed in again, and not by a sign-in of before', async () => {
    const before = new Date(+registry.state.now - 60_000);
    await place();
    const [{ message }] = await atDoor();
    expect(message).toContain(`Sign in again here: ${SIGN_IN}`);
    const { signedIn } = {
      signedIn: async (who: typeof alice, at: Date) =>
        await registry.stops.reactions.signedIn(who.userEntityRef, at),
    };
    await signedIn(alice, before);
    await signedIn(bob, registry.state.now);
    expect(await atDoor()).toHaveLength(1);
    registry.wait(30);
    await signedIn(alice, registry.state.now);
    expect(await atDoor()).toEqual([]);
    expect((await shown(carol))[0]).toMatchObject({
      ...{ state: 'ended', endedBy: alice.userEntityRef },
      endReason: 'They have signed in again.',
    });
  });

  it('gives back what it alone holds back, when what was found holds no more', async () => {
    const { id } = wanted();
    await place({ ...server, id });
    const { stop: byHand } = await registry.stops.service.create(carol, {
      ...{ kind: 'server', serverRef: REF, reason: 'I look at it.' },
    });
    await registry.stops.reactions.withdraw(id, 'As approved again.');
    await registry.stops.reactions.withdraw(id, 'As approved again.');
    expect((await atDoor()).map(stop => stop.id)).toEqual([byHand.id]);
    await expect(
      registry.stops.reactions.withdraw(byHand.id, 'No.'),
    ).rejects.toMatchObject({ code: 'reaction.not-found' });
  });

  it('is lifted by the owner alone, and never by whom it is about', async () => {
    const { stops } = await place({ ...server, about: bob.userEntityRef });
    const lift = async (who: typeof bob) =>
      await registry.stops.service.lift(who, {
        ...{ id: stops[0].id, reason: 'It was a test.' },
      });
    await expect(lift(bob)).rejects.toMatchObject({ code: 'stop.hit' });
    expect((await lift(bill)).state).toBe('lifted');
    expect(await atDoor()).toEqual([]);
  });

  it.each([
    ['stop.invalid-subject', { subjects: ['component:default/triage'] }],
    ['grant.not-found', { kind: 'grant' as const, subjects: ['nothing'] }],
    ['server.not-found', { ...server, subjects: ['api:default/nothing'] }],
  ])('%s where there is nothing to hold back', async (code, over) => {
    await expect(place(over)).rejects.toMatchObject({ code });
    expect(await atDoor()).toEqual([]);
  });

  it('does not ask for what cannot be done here', async () => {
    registry = await startRegistry({
      knex: await databases.init(databaseId),
      entities: [serverEntity()],
    });
    await expect(place()).rejects.toMatchObject({
      code: 'reaction.no-sign-in',
    });
  });
});
