import { TestDatabases } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { decide } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { NO_CHECKS_REQUIRED } from '../checks/readCheckSettings';
import { serverEntity } from '../__testUtils__/entities';
import { giveGrant, publish } from '../__testUtils__/giveGrant';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { readEmergencyPolicies } from './readEmergencyPolicies';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [alice, bob, carol, dave] = ['alice', 'bob', 'carol', 'dave'].map(name =>
  person(name),
);
const POLICY = {
  ...{ id: 'incident', riskTiers: ['medium'], who: ['web-team'] },
  ...{ maxMinutes: 30, tell: ['finance'], closers: ['finance'] },
  ...{ remindAfterHours: 4, escalateAfterHours: 8 },
};
const policies = (...list: object[]) =>
  readEmergencyPolicies(
    new ConfigReader({
      mcpRegistry: { breakGlass: { policies: list } },
    } as never),
  );

jest.setTimeout(60_000);

describe('policies for emergencies', () => {
  it.each([
    ['no servers and no tiers', { riskTiers: [] }],
    ['nobody', { who: [] }],
    ['a tier that is none', { riskTiers: ['huge'] }],
    ['more than a day', { maxMinutes: 1441 }],
    ['an id with blanks', { id: 'an incident' }],
  ])('are refused with %s', (_, change) => {
    expect(() => policies({ ...POLICY, ...change })).toThrow();
  });

  it('are off by default', () => {
    expect(readEmergencyPolicies(new ConfigReader({}))).toEqual([]);
  });
});

describe.each(databases.eachSupportedId())('emergency access on %s', id => {
  let replicas: TestRegistry[];
  let registry: TestRegistry;

  beforeEach(async () => {
    const knex = await databases.init(id);
    replicas = [];
    for (let at = 0; at < 2; at += 1) {
      replicas.push(
        await startRegistry({
          ...{ knex, entities: [serverEntity()] },
          checkSettings: { required: NO_CHECKS_REQUIRED },
          emergencyPolicies: policies(POLICY),
        }),
      );
    }
    registry = replicas[0];
    await registry.sync.run();
    await publish(registry, { serverRef: REF, by: bob, approver: carol });
    registry.state.sent.length = 0;
  });

  const take = async (caller = alice, options: object = {}) =>
    await registry.emergencyAccess.take(caller, {
      ...{ serverRef: REF, policyId: 'incident', minutes: 20 },
      ...{ reason: 'Orders are stuck', ...options },
    });
  const mayCall = async (at: Date) => {
    const { document } = await registry.accessDocuments.document(REF);
    return decide({
      document,
      principal: {
        userEntityRef: alice.userEntityRef,
        ownershipEntityRefs: [],
      },
      action: { kind: 'tool', method: 'tools/call', tool: 'add' },
      ...{ feed: 'current', now: at.getTime() },
    } as never);
  };
  const reviews = async (caller = bob) =>
    (await registry.emergencyReviews.list(caller, {})).items;

  it('is offered to those whom a policy names', async () => {
    expect((await registry.emergencyAccess.offers(alice, REF)).items).toEqual([
      {
        ...{ id: 'incident', title: 'incident', maxMinutes: 30 },
        told: ['group:default/data-platform', 'group:default/finance'],
      },
    ]);
    expect((await registry.emergencyAccess.offers(dave, REF)).items).toEqual(
      [],
    );
    await expect(take(dave)).rejects.toMatchObject({ code: 'emergency.off' });
    await expect(take(alice, { policyId: 'other' })).rejects.toMatchObject({
      code: 'emergency.off',
    });
    await expect(
      take(person('alice', { actor: 'plugin:scaffolder' })),
    ).rejects.toMatchObject({ code: 'decision.portal-only' });
  });

  it('holds at the gateway as any grant does, is marked there, and ends at its second', async () => {
    const before = (await registry.accessDocuments.document(REF)).document;
    const { grantId, expiresAt } = await take();
    const { document } = await registry.accessDocuments.document(REF);
    expect(document.sequence).toBeGreaterThan(before.sequence);
    expect(document.grants).toEqual([
      {
        ...{ id: grantId, subject: alice.userEntityRef, expiresAt },
        ...{ tools: { kind: 'all' }, kind: 'break-glass' },
      },
    ]);
    const end = new Date(expiresAt);
    expect(end.getTime() - registry.state.now.getTime()).toBe(20 * 60_000);
    expect(await mayCall(new Date(end.getTime() - 1))).toMatchObject({
      ...{ effect: 'allow', grantId, grantKind: 'break-glass' },
    });
    expect(await mayCall(end)).toMatchObject({ effect: 'deny' });
    registry.wait(20 * 60);
    expect((await reviews())[0].grantState).toBe('expired');
  });

  it('lasts no longer than its policy, and is held once at a time', async () => {
    const { expiresAt } = await take(alice, { minutes: 1000 });
    expect(Date.parse(expiresAt) - registry.state.now.getTime()).toBe(
      30 * 60_000,
    );
    await expect(take()).rejects.toMatchObject({ code: 'emergency.active' });
    for (const _ of [1, 2]) {
      registry.wait(31 * 60);
      await take();
    }
    registry.wait(31 * 60);
    await expect(take()).rejects.toMatchObject({
      code: 'emergency.review-open',
    });
  });

  it('is taken by one of two clicks on two replicas', async () => {
    const both = await Promise.allSettled(
      replicas.map(({ emergencyAccess }) =>
        emergencyAccess.take(alice, {
          ...{ serverRef: REF, policyId: 'incident' },
          reason: 'Orders are stuck',
        }),
      ),
    );
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await reviews()).toHaveLength(1);
  });

  it('is loud: the owner, the review team and whom the policy names hear of it at once', async () => {
    await take();
    expect(registry.state.sent).toEqual([
      {
        recipients: {
          type: 'entity',
          entityRef: [
            'group:default/data-platform',
            'group:default/security',
            'group:default/finance',
          ],
          excludeEntityRef: 'user:default/alice',
        },
        payload: expect.objectContaining({
          title: 'Emergency access to Everything was taken',
          severity: 'critical',
        }),
      },
    ]);
    const history = await registry.database
      .knex('history')
      .where({ about_kind: 'server', event: 'break-glass' });
    expect(history).toHaveLength(1);
  });

  it('opens a review that somebody else closes, and that gets louder until then', async () => {
    const { reviewId } = await take();
    const close = async (caller: typeof bob, verdict = 'justified') =>
      await registry.emergencyReviews.close(caller, {
        ...{ id: reviewId, note: 'Seen' },
        verdict: verdict as 'justified',
      });
    await expect(close(alice)).rejects.toMatchObject({ code: 'review.own' });
    const eve = {
      ...person('chris'),
      isApprover: false,
      ownershipEntityRefs: [],
    };
    await expect(close(eve)).rejects.toMatchObject({
      code: 'review.not-found',
    });
    expect(await reviews(eve)).toEqual([]);
    expect(await reviews(alice)).toMatchObject([{ canClose: false }]);
    expect(await reviews(dave)).toMatchObject([{ canClose: true }]);
    expect(await registry.emergencyReviews.count(bob)).toBe(1);
    const told = async () => {
      for (const { state } of replicas) state.sent.length = 0;
      await Promise.all(
        replicas.map(({ emergencyReviews }) => emergencyReviews.advance()),
      );
      return replicas.flatMap(({ state }) => state.sent).length;
    };
    const wait = (hours: number) => {
      for (const replica of replicas) replica.wait(hours * 3600);
    };
    expect(await told()).toBe(0);
    wait(4);
    expect(await told()).toBe(1);
    expect(await told()).toBe(0);
    wait(4);
    expect(await told()).toBe(1);
    expect(await told()).toBe(0);
    expect((await reviews())[0].state).toBe('escalated');
    expect(await close(bob)).toMatchObject({
      ...{ state: 'justified', closedBy: 'user:default/bob', canClose: false },
    });
    await expect(close(carol)).rejects.toMatchObject({ code: 'review.over' });
    expect(await reviews()).toEqual([]);
  });

  it('ends at once where it is found not justified', async () => {
    const { reviewId } = await take();
    await registry.emergencyReviews.close(bob, {
      ...{ id: reviewId, verdict: 'not-justified', note: 'No incident' },
    });
    expect(await mayCall(registry.state.now)).toMatchObject({ effect: 'deny' });
  });

  it('is not asked about in campaigns, not extended, and never decided by undo', async () => {
    const { grantId } = await take();
    await expect(
      registry.extensions.extend(alice, { id: grantId }),
    ).rejects.toMatchObject({ code: 'grant.not-extensible' });
    await expect(registry.reviews.open(carol, 'medium')).rejects.toMatchObject({
      code: 'review.nothing-due',
    });
    await giveGrant(registry, { serverRef: REF, to: dave, by: bob });
    const [request] = (await registry.accessRequests.list(alice, {})).items;
    expect(request).toMatchObject({
      ...{ kind: 'break-glass', decidedBy: 'rule:break-glass/incident' },
      canUndo: false,
    });
  });

  it('is not taken where the server is stopped', async () => {
    await registry.servers.suspend(carol, { serverRef: REF, reason: 'bad' });
    await expect(take()).rejects.toMatchObject({
      code: 'emergency.not-served',
    });
  });
});
