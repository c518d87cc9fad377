import { TestDatabases } from '@backstage/backend-test-utils';
import { NO_CHECKS_REQUIRED } from '../checks/readCheckSettings';
import { serverEntity } from '../__testUtils__/entities';
import { giveGrant, publish } from '../__testUtils__/giveGrant';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import type { RememberedUse } from './GrantUseReader';
import { SUSPENDED_BY_REVIEW } from './SUSPENDED_BY_REVIEW';

const REF = 'api:default/everything';
const DAY = 86_400;
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [alice, bob, bill, carol] = ['alice', 'bob', 'bill', 'carol'].map(name =>
  person(name),
);

jest.setTimeout(60_000);

const remembered = (uses: Record<string, string[]>): RememberedUse => ({
  knownSince: '2026-01-01T00:00:00.000Z',
  items: new Map(
    Object.entries(uses).map(([grantId, tools]) => [
      grantId,
      {
        ...{ grantId, isCut: false },
        uses: tools.map(tool => ({
          ...{ person: 'user:default/alice', tool },
          lastUsedAt: '2026-11-24T10:00:00.000Z',
        })),
      },
    ]),
  ),
});

describe.each(databases.eachSupportedId())('reviews of access on %s', id => {
  let registry: TestRegistry;
  let replica: TestRegistry;
  let grant: string;

  beforeEach(async () => {
    const knex = await databases.init(id);
    const settings = {
      ...{ knex, entities: [serverEntity()] },
      checkSettings: { required: NO_CHECKS_REQUIRED },
      reviews: {
        tiers: {
          medium: {
            ...{ everyDays: 30, answerDays: 14 },
            ...{ remindAfterDays: 7, escalateAfterDays: 10 },
            escalateTo: ['group:default/security'],
          },
        },
      },
    };
    registry = await startRegistry(settings);
    replica = await startRegistry(settings);
    replica.state.now = registry.state.now;
    await registry.sync.run();
    await publish(registry, { serverRef: REF, by: bob, approver: carol });
    grant = await giveGrant(registry, { serverRef: REF, to: alice, by: bob });
  });

  const later = (days: number) => {
    registry.wait(days * DAY);
    replica.state.now = registry.state.now;
  };
  const open = async (caller = bob) =>
    (await registry.reviews.items(caller, {})).items;
  const questions = async (caller = bob) =>
    (await open(caller)).filter(({ kind }) => kind === 'grant');
  const held = async () =>
    (await registry.accessDocuments.document(REF)).document.grants;
  const answer = async (
    caller: typeof bob,
    answers: {
      id: string;
      answer: 'keep' | 'narrow' | 'end';
      tools?: string[];
    }[],
  ) => await registry.reviewDecisions.answer(caller, { answers });
  const titles = () => registry.state.sent.map(({ payload }) => payload.title);

  it('open when they are due, once for all replicas, and ask nothing about servers without access', async () => {
    await registry.reviewOpener.openDue();
    expect(await open()).toEqual([]);
    later(31);
    await Promise.all([
      registry.reviewOpener.openDue(),
      replica.reviewOpener.openDue(),
    ]);
    expect((await registry.reviews.campaigns(carol)).items).toHaveLength(1);
    expect((await open()).map(({ kind }) => kind).sort()).toEqual([
      'grant',
      'server',
    ]);
    await registry.grants.revoke(alice, { id: grant, reason: 'done' });
    await registry.reviewClock.run();
    expect((await open()).map(({ kind }) => kind)).toEqual(['server']);
    await answer(bob, [{ id: (await open())[0].id, answer: 'keep' }]);
    await registry.reviewClock.run();
    later(60);
    await registry.reviewOpener.openDue();
    expect(await open()).toEqual([]);
    await expect(registry.reviews.open(carol, 'medium')).rejects.toMatchObject({
      code: 'review.nothing-due',
    });
  });

  it('shrink to what was used, which is what is filled in', async () => {
    later(31);
    await registry.reviewOpener.openDue();
    const [unknown] = await questions();
    expect(unknown).toMatchObject({
      use: { known: false },
      proposed: { reason: 'use-not-known' },
    });
    expect(unknown.proposed?.answer).toBeUndefined();
    registry.state.used = remembered({ [grant]: ['echo'] });
    const [question] = await questions();
    expect(question.proposed).toEqual({
      ...{ answer: 'narrow', reason: 'some-unused' },
      ...{ tools: ['echo'], unused: ['add'] },
    });
    const before = (await registry.accessDocuments.document(REF)).document;
    expect(
      await answer(bob, [
        { id: question.id, answer: 'narrow', tools: ['echo'] },
      ]),
    ).toEqual([{ id: question.id, outcome: 'answered', state: 'narrowed' }]);
    const { document } = await registry.accessDocuments.document(REF);
    expect(document.sequence).toBeGreaterThan(before.sequence);
    expect(document.grants).toMatchObject([
      { id: grant, tools: { kind: 'named', names: ['echo'] } },
    ]);
    expect(document.grants[0].expiresAt).toBe(before.grants[0].expiresAt);
    const [decided] = (await registry.reviews.items(bob, { state: 'decided' }))
      .items;
    expect(decided).toMatchObject({
      ...{ state: 'narrowed', decidedBy: 'user:default/bob' },
      use: { known: true, tools: [{ name: 'echo' }] },
    });
  });

  it('never give more, and answer once', async () => {
    later(31);
    await registry.reviewOpener.openDue();
    const [{ id: question }] = await questions();
    const named = (tools: string[]) =>
      answer(bob, [{ id: question, answer: 'narrow', tools }]);
    expect(await named(['echo', 'nothing'])).toMatchObject([
      { outcome: 'refused', code: 'terms.tool-not-found' },
    ]);
    expect(await named([])).toMatchObject([{ code: 'terms.no-tools' }]);
    expect(await held()).toMatchObject([{ tools: { kind: 'all' } }]);
    const both = await Promise.all([
      answer(bob, [{ id: question, answer: 'end' }]),
      replica.reviewDecisions.answer(bill, {
        answers: [{ id: question, answer: 'keep' }],
      }),
    ]);
    expect(
      both
        .flat()
        .map(({ outcome }) => outcome)
        .sort(),
    ).toEqual(['answered', 'refused']);
  });

  it('are never answered by whose access it is', async () => {
    const own = await giveGrant(registry, {
      ...{ serverRef: REF, to: bill, by: bob },
    });
    const groups = await giveGrant(registry, {
      ...{ serverRef: REF, to: bill, by: carol },
      subject: 'group:default/data-platform',
    });
    later(31);
    await registry.reviewOpener.openDue();
    const rows = await registry.database.knex('review_items').select();
    const questionOf = (grantId: string): string =>
      rows.find(row => row.grant_id === grantId).id;
    const seenBy = async (caller: typeof bob) =>
      (await questions(caller)).map(each => each.grant?.id).sort();
    expect(await seenBy(bob)).toEqual([grant, own].sort());
    expect(await seenBy(bill)).toEqual([grant]);
    // Of what the whole owner group holds none of it may answer, so it is with the review team from the start.
    expect(await seenBy(carol)).toEqual([groups]);
    expect(await seenBy(alice)).toEqual([]);
    const keep = async (caller: typeof bob, grantId: string) =>
      (await answer(caller, [{ id: questionOf(grantId), answer: 'keep' }]))[0];
    expect(await keep(bill, own)).toMatchObject({ code: 'review.own' });
    expect(await keep(bob, groups)).toMatchObject({ code: 'review.own' });
    expect(await keep(alice, own)).toMatchObject({ code: 'review.not-found' });
    expect(await keep(carol, own)).toMatchObject({ code: 'review.not-yours' });
    expect(await keep(bob, own)).toMatchObject({ outcome: 'answered' });
    expect(await keep(carol, groups)).toMatchObject({ outcome: 'answered' });
  });

  it('turn silence into a reminder, then an escalation, then a suspension that a late answer takes back', async () => {
    later(31);
    await registry.reviewOpener.openDue();
    const ends = (await held())[0].expiresAt;
    const tick = async () => {
      await Promise.all([
        registry.reviewClock.run(),
        replica.reviewClock.run(),
      ]);
    };
    const told = () => [registry, replica].flatMap(({ state }) => state.sent);
    const count = (text: RegExp) =>
      told().filter(({ payload }) => text.test(payload.title)).length;
    later(6);
    await tick();
    expect(count(/still wait/)).toBe(0);
    later(1);
    await tick();
    await tick();
    expect(count(/still wait/)).toBe(1);
    expect(await open(carol)).toEqual([]);
    later(3);
    await tick();
    await tick();
    expect(count(/did not answer$/)).toBe(1);
    expect(await open(carol)).toHaveLength(2);
    expect(await held()).toHaveLength(1);
    later(4);
    await tick();
    await tick();
    expect(await held()).toEqual([]);
    expect(count(/^Access to Everything is suspended$/)).toBe(1);
    const [mine] = (await registry.grants.list(alice, {})).items;
    expect(mine.state).toBe('suspended');
    const { document } = await registry.accessDocuments.document(REF);
    expect(document.status).toBe('suspended');
    expect((await registry.reviews.campaigns(carol)).items[0]).toMatchObject({
      state: 'closed',
      counts: { suspended: 2, waiting: 0 },
    });
    // Nobody is asked a second time while a late answer can come.
    await registry.reviews.open(carol, 'medium').catch(() => undefined);
    expect(await open()).toHaveLength(2);
    await answer(bob, [
      ...(
        await open()
      ).map(each => ({
        ...{ id: each.id, answer: 'keep' as const },
      })),
    ]);
    expect(await held()).toMatchObject([{ id: grant, expiresAt: ends }]);
    expect((await registry.accessDocuments.document(REF)).document.status).toBe(
      'active',
    );
  });

  it('bring back nothing that has ended meanwhile, and no server that somebody stopped', async () => {
    later(31);
    await registry.reviewOpener.openDue();
    await registry.servers.suspend(carol, { serverRef: REF, reason: 'bad' });
    later(15);
    await registry.reviewClock.run();
    const [question] = await questions();
    expect(question.state).toBe('suspended');
    later(60);
    expect(
      await answer(bob, [{ id: question.id, answer: 'keep' }]),
    ).toMatchObject([{ outcome: 'refused', code: 'review.over' }]);
    expect(await held()).toEqual([]);
    const [about] = (await open()).filter(({ kind }) => kind === 'server');
    await answer(bob, [{ id: about.id, answer: 'keep' }]);
    const row = await registry.database.knex('servers').first();
    expect(row.status).toBe('suspended');
    expect(row.status_reason).not.toBe(SUSPENDED_BY_REVIEW);
    await registry.grants.expireDue();
    await registry.reviewClock.run();
    expect(await questions()).toEqual([]);
  });

  it('keep what an agent answers as proposed, until a person confirms it', async () => {
    later(31);
    await registry.reviewOpener.openDue();
    const [question] = await questions();
    const agent = person('bob', { actor: 'plugin:scaffolder' });
    expect(
      await answer(agent, [{ id: question.id, answer: 'end' }]),
    ).toMatchObject([{ outcome: 'proposed' }]);
    expect(await held()).toHaveLength(1);
    expect((await questions())[0]).toMatchObject({
      agentProposal: { answer: 'end', actor: 'plugin:scaffolder' },
    });
    await answer(bob, [{ id: question.id, answer: 'end' }]);
    expect(await held()).toEqual([]);
    expect(titles()).toContain('Your access to Everything was ended');
  });

  it('export what was asked and answered, for the review team, with no formulas in it', async () => {
    const evil = await registry.accessRequests.create(person('dave'), {
      ...{ serverRef: REF, tools: { kind: 'all' }, durationDays: 90 },
      purpose: '=HYPERLINK("http://evil.example","x")',
    });
    await registry.accessDecisions.decide(bob, {
      id: evil.id,
      decision: { decision: 'approve' },
    });
    later(31);
    await registry.reviewOpener.openDue();
    registry.state.used = remembered({ [grant]: ['echo'] });
    const [mine] = (await questions()).filter(each => each.grant?.id === grant);
    await answer(bob, [{ id: mine.id, answer: 'narrow', tools: ['echo'] }]);
    const [campaign] = (await registry.reviews.campaigns(carol)).items;
    await expect(
      registry.reviews.evidence(bob, campaign.id),
    ).rejects.toMatchObject({ code: 'review.not-found' });
    const lines = (await registry.reviews.evidence(carol, campaign.id))
      .trim()
      .split('\n');
    expect(lines).toHaveLength(4);
    expect(lines.join('\n')).toContain(`"'=HYPERLINK(`);
    expect(lines.find(line => line.includes(mine.id))).toMatch(
      /narrowed,.*user:default\/bob,.*all,echo,true,2026-11-24T10:00:00.000Z,echo$/,
    );
  });

  it('can be opened by hand, by the review team and nobody else', async () => {
    await expect(registry.reviews.open(bob, 'medium')).rejects.toMatchObject({
      code: 'review.not-yours',
    });
    const campaign = await registry.reviews.open(carol, 'medium');
    expect(campaign.counts.waiting).toBe(2);
    await expect(registry.reviews.open(carol, 'medium')).rejects.toMatchObject({
      code: 'review.campaign-open',
    });
    expect(await registry.reviews.count(bob)).toBe(2);
    expect(await registry.reviews.count(alice)).toBe(0);
  });
});
