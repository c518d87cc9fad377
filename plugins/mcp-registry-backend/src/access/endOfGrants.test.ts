import { TestDatabases } from '@backstage/backend-test-utils';
import { NO_CHECKS_REQUIRED } from '../checks/readCheckSettings';
import { serverEntity } from '../__testUtils__/entities';
import { giveGrant, publish } from '../__testUtils__/giveGrant';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const HOUR = 3600;
const DAY = 24 * HOUR;
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [alice, bob, carol, dave] = ['alice', 'bob', 'carol', 'dave'].map(name =>
  person(name),
);

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('the end of a grant on %s', id => {
  let replicas: TestRegistry[];
  let registry: TestRegistry;

  const start = async (tiers: 'medium'[] = []) => {
    const knex = await databases.init(id);
    replicas = [];
    for (let at = 0; at < 2; at += 1) {
      replicas.push(
        await startRegistry({
          ...{ knex, entities: [serverEntity()] },
          checkSettings: { required: NO_CHECKS_REQUIRED },
          reviews: {
            extension: { maxDays: 60, automatic: { tiers, maxDays: 7 } },
          },
        }),
      );
    }
    registry = replicas[0];
    await registry.sync.run();
    await publish(registry, { serverRef: REF, by: bob, approver: carol });
  };
  const wait = (seconds: number) => {
    for (const replica of replicas) replica.wait(seconds);
  };
  const announced = async () => {
    for (const { state } of replicas) state.sent.length = 0;
    const counts = await Promise.all(
      replicas.map(({ endNotices }) => endNotices.announce()),
    );
    const sent = replicas
      .flatMap(({ state }) => state.sent)
      .map(({ payload }) => payload.title);
    expect(counts[0] + counts[1]).toBe(sent.length);
    return sent;
  };

  it('is announced a day and an hour before, once each, by one of the replicas', async () => {
    await start();
    await giveGrant(registry, {
      ...{ serverRef: REF, to: alice, by: bob, durationDays: 3 },
    });
    wait(2 * DAY - 1);
    expect(await announced()).toEqual([]);
    wait(1);
    expect(await announced()).toEqual([
      'Your access to Everything ends in a day',
    ]);
    expect(await announced()).toEqual([]);
    wait(DAY - HOUR - 1);
    expect(await announced()).toEqual([]);
    wait(1);
    expect(await announced()).toEqual([
      'Your access to Everything ends in an hour',
    ]);
    wait(1);
    expect(await announced()).toEqual([]);
    wait(HOUR);
    expect(await announced()).toEqual([]);
  });

  it('is announced with what is left where nobody looked for a while, and not where access goes on', async () => {
    await start();
    const options = { serverRef: REF, to: alice, by: bob };
    await giveGrant(registry, { ...options, durationDays: 3 });
    wait(3 * DAY - 60);
    expect(await announced()).toEqual([
      'Your access to Everything ends in an hour',
    ]);
    await giveGrant(registry, { ...options, to: dave, durationDays: 3 });
    await giveGrant(registry, { ...options, to: dave, durationDays: 30 });
    wait(2 * DAY);
    expect(await announced()).toEqual([]);
  });

  it('is put off by the owner, whom one click asks', async () => {
    await start();
    const grant = await giveGrant(registry, {
      ...{ serverRef: REF, to: alice, by: bob, durationDays: 3 },
      tools: { kind: 'named', names: ['echo'] },
    });
    const mine = async () =>
      (await registry.grants.list(alice, {})).items.find(
        each => each.id === grant,
      )?.extension;
    expect(await mine()).toMatchObject({ canExtend: true, maxDays: 60 });
    await expect(
      registry.extensions.extend(dave, { id: grant }),
    ).rejects.toMatchObject({ code: 'grant.not-found' });
    await expect(
      registry.extensions.extend(alice, { id: grant, durationDays: 61 }),
    ).rejects.toMatchObject({ code: 'grant.not-extensible' });
    const request = await registry.extensions.extend(alice, { id: grant });
    expect(request).toMatchObject({
      ...{
        state: 'pending',
        extendsGrant: grant,
        purpose: 'To look at orders',
      },
      asked: { tools: { kind: 'named', names: ['echo'] }, durationDays: 3 },
    });
    expect(await mine()).toMatchObject({
      ...{ canExtend: false, pendingRequestId: request.id },
    });
    await expect(
      registry.extensions.extend(alice, { id: grant }),
    ).rejects.toMatchObject({ code: 'request.exists' });
    await expect(
      registry.accessDecisions.decide(alice, {
        id: request.id,
        decision: { decision: 'approve' },
      }),
    ).rejects.toMatchObject({ code: 'request.own' });
    await registry.accessDecisions.decide(bob, {
      id: request.id,
      decision: { decision: 'approve' },
    });
    expect(await mine()).toMatchObject({ canExtend: false, isExtended: true });
  });

  it('is put off by the rule where the configuration lets it, every second time at most', async () => {
    await start(['medium']);
    const grant = await giveGrant(registry, {
      ...{ serverRef: REF, to: alice, by: bob, durationDays: 30 },
    });
    const before = (await registry.accessDocuments.document(REF)).document;
    const both = await Promise.allSettled(
      replicas.map(({ extensions }) => extensions.extend(alice, { id: grant })),
    );
    const done = both.flatMap(each =>
      each.status === 'fulfilled' ? each.value : [],
    );
    expect(done).toHaveLength(1);
    expect(done[0]).toMatchObject({
      ...{ state: 'approved', decidedBy: 'rule:access/extension' },
      granted: { durationDays: 7 },
    });
    const { document } = await registry.accessDocuments.document(REF);
    const next = document.grants.find(each => each.id === done[0].grantId);
    expect(Date.parse(next?.expiresAt ?? '')).toBe(
      Date.parse(before.grants[0].expiresAt) + 7 * DAY * 1000,
    );
    const again = await registry.extensions.extend(alice, {
      id: done[0].grantId ?? '',
    });
    expect(again.state).toBe('pending');
    const agent = person('dave', { actor: 'plugin:scaffolder' });
    const other = await giveGrant(registry, {
      ...{ serverRef: REF, to: dave, by: bob, durationDays: 30 },
    });
    expect(
      await registry.extensions.extend(agent, { id: other }),
    ).toMatchObject({ state: 'pending' });
  });
});
