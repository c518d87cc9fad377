import { TestDatabases } from '@backstage/backend-test-utils';
import type { CheckFinding } from '@sallyport/backstage-plugin-mcp-registry-common';
import { aCheck } from '../checks/__testUtils__/aCheck';
import { NO_CHECKS_REQUIRED } from '../checks/readCheckSettings';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import type { ExceptionSettings } from './readExceptionSettings';

const REF = 'api:default/everything';
const DAY = 86_400;
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [alice, bob, bill, carol, chris] = [
  'alice',
  'bob',
  'bill',
  'carol',
  'chris',
].map(name => person(name));
const PRIVATE: CheckFinding = {
  rule: 'private',
  level: 'error',
  message: '10.0.0.7 is inside.',
  location: 'network/0',
};
const METADATA: CheckFinding = {
  rule: 'metadata',
  level: 'error',
  message: '169.254.169.254 tells credentials.',
  location: 'network/1',
};

jest.setTimeout(120_000);

describe.each(databases.eachSupportedId())('exceptions on %s', databaseId => {
  let registry: TestRegistry;
  let found: CheckFinding[];
  let tools: object[];

  async function start(
    exceptionSettings: Partial<ExceptionSettings> = {},
    mcp: object = {},
  ) {
    found = [PRIVATE];
    tools = [{ name: 'echo' }];
    registry = await startRegistry({
      knex: await databases.init(databaseId),
      entities: [serverEntity({ mcp })],
      builtInChecks: [
        aCheck(async () => ({
          outcome: found.length > 0 ? 'fail' : 'pass',
          findings: found,
        })),
      ],
      checkSettings: { required: NO_CHECKS_REQUIRED, repeatHours: 1 },
      exceptionSettings,
    });
    await registry.sync.run();
  }
  const submit = async (who = bob) => {
    registry.state.tools = tools;
    return (await registry.submissions.submit(who, { serverRef: REF })).digest;
  };
  const findings = async (digest: string, who = carol) =>
    (await registry.checks.list(who, digest)).items[0].findings ?? [];
  const inDays = (days: number) =>
    new Date(registry.state.now.getTime() + days * DAY * 1000).toISOString();
  const ask = async (
    digest: string,
    over: Partial<Parameters<TestRegistry['exceptions']['request']>[1]> = {},
    who = bob,
  ) => {
    const rule = over.findingId ?? PRIVATE.rule;
    const finding = (await findings(digest)).find(each => each.rule === rule);
    return await registry.exceptions.request(who, {
      digest,
      checkId: 'mine',
      scope: 'revision',
      reason: 'accepted-risk',
      text: 'Our own firewall stands before it.',
      expiresAt: inDays(10),
      ...over,
      findingId: finding?.id ?? rule,
    });
  };
  const decide = async (
    id: string,
    decision: 'approve' | 'deny' = 'approve',
    who = carol,
    more: object = {},
  ) =>
    (
      await registry.exceptionDecisions.decide(who, {
        id,
        decision: { decision, reason: 'seen', ...more },
      })
    ).exception;
  const approve = async (digest: string, who = carol) =>
    await registry.revisionDecisions.decide(who, {
      digest,
      decision: { decision: 'approve' },
    });
  const document = async () =>
    (await registry.accessDocuments.document(REF)).document;
  const titles = () =>
    registry.state.sent.map(({ payload }) => payload.title).slice(-3);
  const refused = (code: string) => expect.objectContaining({ code });

  it('let a revision be approved that a failing check holds back, and are named in its history', async () => {
    await start();
    const digest = await submit();
    await expect(approve(digest)).rejects.toEqual(refused('revision.held'));
    const asked = await ask(digest);
    expect(asked).toMatchObject({
      state: 'requested',
      requestedBy: 'user:default/bob',
      finding: PRIVATE,
      revisionNumber: 1,
      checkTitle: 'Mine',
    });
    expect(titles()).toContain('Somebody asks for an exception for Everything');
    // Asking opens nothing.
    await expect(approve(digest)).rejects.toEqual(refused('revision.held'));
    await decide(asked.id);
    const shown = await registry.checks.list(carol, digest);
    expect(shown.gate).toEqual({ decision: 'open', reasons: [] });
    // It never turns green.
    expect(shown.items[0]).toMatchObject({
      outcome: 'fail',
      findings: [
        {
          rule: 'private',
          exception: {
            state: 'approved',
            decidedBy: 'user:default/carol',
            reason: 'accepted-risk',
            expiresAt: asked.expiresAt,
          },
        },
      ],
    });
    const { revision } = await approve(digest);
    expect(revision.history.at(-1)).toMatchObject({
      event: 'approved',
      details: { accepted: [{ checkId: 'mine', findingId: asked.findingId }] },
    });
    const { history } = await registry.exceptions.get(bob, asked.id);
    expect(history.map(({ event, by }) => [event, by])).toEqual([
      ['requested', 'user:default/bob'],
      ['approved', 'user:default/carol'],
    ]);
  });

  it('end at their second: at the gate, at gateways and in what is shown, whether anybody has written it down or not', async () => {
    await start();
    const digest = await submit();
    const { id, expiresAt } = await decide((await ask(digest)).id);
    registry.wait(10 * DAY - 1);
    expect((await registry.checks.list(carol, digest)).gate.decision).toBe(
      'open',
    );
    expect((await registry.exceptions.get(bob, id)).state).toBe('approved');
    registry.wait(1);
    expect(registry.state.now.toISOString()).toBe(expiresAt);
    expect((await registry.checks.list(carol, digest)).gate.decision).toBe(
      'held',
    );
    expect((await registry.exceptions.get(bob, id)).state).toBe('ended');
    await expect(approve(digest)).rejects.toEqual(refused('revision.held'));
    const { items } = await registry.exceptions.list(bob, {
      serverRef: REF,
      state: 'ended',
    });
    expect(items.map(each => each.id)).toEqual([id]);
  });

  it('stop what serves because of them when they end: gateways know the moment, the server is suspended, people are told before and then', async () => {
    await start();
    const digest = await submit();
    const { id, expiresAt } = await decide((await ask(digest)).id);
    await approve(digest);
    expect((await document()).approvedRevision).toMatchObject({
      digest,
      servesUntil: expiresAt,
    });
    registry.wait(2 * DAY);
    await registry.exceptionKeeper.run();
    expect(titles().join()).not.toContain('ends in');
    registry.wait(DAY);
    await registry.exceptionKeeper.run();
    await registry.exceptionKeeper.run();
    expect(registry.state.sent.at(-1)).toMatchObject({
      recipients: {
        entityRef: [
          'group:default/data-platform',
          'user:default/bob',
          'group:default/security',
        ],
      },
      payload: {
        title: 'An exception for Everything ends in 7 days',
        severity: 'high',
      },
    });
    registry.wait(6 * DAY);
    await registry.exceptionKeeper.run();
    const told = registry.state.sent.filter(({ payload }) =>
      payload.title.includes('ends in'),
    );
    expect(told.map(({ payload }) => payload.title)).toEqual([
      'An exception for Everything ends in 7 days',
      'An exception for Everything ends in a day',
    ]);
    registry.wait(DAY - 1);
    await registry.exceptionKeeper.run();
    expect((await document()).status).toBe('active');
    const { sequence } = await document();
    registry.wait(1);
    await registry.exceptionKeeper.run();
    expect(await document()).toMatchObject({ status: 'suspended' });
    expect((await document()).sequence).toBeGreaterThan(sequence);
    expect(registry.state.sent.at(-1)?.payload.title).toBe(
      'An exception for Everything has ended, and the server is suspended',
    );
    expect(
      (await registry.exceptions.get(bob, id)).history.at(-1),
    ).toMatchObject({ event: 'ended', by: 'plugin:mcp-registry' });
    // Nobody lets it run again before there is another.
    const resume = async () =>
      await registry.servers.resume(carol, { serverRef: REF, reason: 'x' });
    await expect(resume()).rejects.toEqual(refused('exception.over'));
    const again = await ask(digest);
    expect(again.id).not.toBe(id);
    await expect(resume()).rejects.toEqual(refused('exception.over'));
    await decide(again.id);
    expect((await resume()).status).toBe('active');
    expect((await document()).approvedRevision?.servesUntil).toBe(
      again.expiresAt,
    );
  });

  it('are not said to end in more days than there are, after a time in which nobody could be told', async () => {
    await start();
    const digest = await submit();
    await decide((await ask(digest)).id);
    registry.wait(9.5 * DAY);
    await registry.exceptionKeeper.run();
    await registry.exceptionKeeper.run();
    expect(titles().filter(title => title.includes('ends in'))).toEqual([
      'An exception for Everything ends in a day',
    ]);
  });

  it('are renewed by a new request, and the longest counts', async () => {
    await start();
    const digest = await submit();
    await decide((await ask(digest)).id);
    await approve(digest);
    registry.wait(8 * DAY);
    const next = await decide((await ask(digest)).id);
    expect((await document()).approvedRevision?.servesUntil).toBe(
      next.expiresAt,
    );
    registry.wait(3 * DAY);
    await registry.exceptionKeeper.run();
    expect((await document()).status).toBe('active');
    expect(titles().join()).toContain('has ended');
    expect(titles().join()).not.toContain('suspended');
  });

  it('can be let to serve on, where it is configured, and yet open nothing new', async () => {
    await start({ atEnd: 'keep' });
    const digest = await submit();
    await decide((await ask(digest)).id);
    await approve(digest);
    expect((await document()).approvedRevision).not.toHaveProperty(
      'servesUntil',
    );
    registry.wait(10 * DAY);
    await registry.exceptionKeeper.run();
    expect((await document()).status).toBe('active');
    tools = [{ name: 'echo' }, { name: 'add' }];
    const other = await submit();
    await expect(approve(other)).rejects.toEqual(refused('revision.held'));
  });

  it('are never decided by who asked, by who submitted, by who does not review, or through another plugin (D5, D9)', async () => {
    await start();
    const digest = await submit();
    const { id } = await ask(digest);
    await expect(decide(id, 'approve', bob)).rejects.toEqual(
      refused('exception.own'),
    );
    await expect(decide(id, 'approve', bill)).rejects.toEqual(
      refused('exception.not-approver'),
    );
    await expect(decide(id, 'approve', alice)).rejects.toEqual(
      refused('exception.not-found'),
    );
    const scaffolder = person('carol', { actor: 'plugin:scaffolder' });
    const proposed = await registry.exceptionDecisions.decide(scaffolder, {
      id,
      decision: { decision: 'approve' },
    });
    expect(proposed).toMatchObject({
      proposed: true,
      exception: {
        state: 'requested',
        proposal: { decision: 'approve', actor: 'plugin:scaffolder' },
      },
    });
    await expect(approve(digest)).rejects.toEqual(refused('revision.held'));
    await registry.exceptions.withdraw(bob, id);
    // Somebody of the review team asks: another one decides.
    const hers = await ask(digest, {}, carol);
    await expect(decide(hers.id, 'approve', carol)).rejects.toEqual(
      refused('exception.own'),
    );
    expect((await decide(hers.id, 'approve', chris)).state).toBe('approved');
    // Somebody of it submitted: they do not clear its way, whoever asks.
    tools = [{ name: 'echo' }, { name: 'add' }];
    const carols = await submit(carol);
    const for2 = await ask(carols);
    await expect(decide(for2.id, 'approve', carol)).rejects.toEqual(
      refused('exception.own'),
    );
    await expect(
      registry.exceptionDecisions.revoke(scaffolder, {
        id: hers.id,
        reason: 'x',
      }),
    ).rejects.toEqual(refused('decision.portal-only'));
  });

  it('are asked for by those alone who may submit, about serious findings that are there, with an end in their time', async () => {
    await start({}, { riskTier: 'high' });
    found = [PRIVATE, { ...METADATA, level: 'warning' }];
    const digest = await submit();
    await expect(ask(digest, {}, alice)).rejects.toEqual(
      refused('revision.not-found'),
    );
    await expect(ask(digest, { findingId: METADATA.rule })).rejects.toEqual(
      refused('exception.not-serious'),
    );
    await expect(ask(digest, { findingId: 'no-such' })).rejects.toEqual(
      refused('exception.finding-gone'),
    );
    for (const expiresAt of [inDays(0), inDays(31), 'soon']) {
      await expect(ask(digest, { expiresAt })).rejects.toEqual(
        refused('exception.until'),
      );
    }
    await expect(
      ask(digest, { justification: 'component_not_present' }),
    ).rejects.toEqual(refused('exception.justification'));
    await expect(ask(digest, { text: '           ' })).rejects.toEqual(
      refused('reason.required'),
    );
    const { id } = await ask(digest, { expiresAt: inDays(30) });
    await expect(ask(digest)).rejects.toEqual(refused('exception.exists'));
    // Less than was asked for, never more.
    await expect(
      decide(id, 'approve', carol, { expiresAt: inDays(30.5) }),
    ).rejects.toEqual(refused('exception.until'));
    const shorter = inDays(5);
    expect(
      await decide(id, 'approve', carol, { expiresAt: shorter }),
    ).toMatchObject({ state: 'approved', expiresAt: shorter });
    await expect(decide(id, 'deny')).rejects.toEqual(
      refused('exception.already-decided'),
    );
  });

  it('hold for one finding: another, a worse one and a second one are held', async () => {
    await start();
    const digest = await submit();
    await decide((await ask(digest, { scope: 'server' })).id);
    for (const worse of [
      [PRIVATE, METADATA],
      [METADATA],
      [{ ...PRIVATE, message: 'All of 10.0.0.0/8 is inside.' }],
      [PRIVATE, { ...PRIVATE, message: '10.0.0.8 is inside.' }],
    ]) {
      found = worse;
      await registry.checks.rerun(bob, digest);
      await expect(approve(digest)).rejects.toEqual(refused('revision.held'));
    }
    found = [PRIVATE];
    await registry.checks.rerun(bob, digest);
    expect((await approve(digest)).revision.state).toBe('approved');
  });

  it.each([
    ['revision', 'held'],
    ['server', 'open'],
  ] as const)(
    'for a %s leave a later version with the same finding %s',
    async (scope, expected) => {
      await start();
      const digest = await submit();
      await decide((await ask(digest, { scope })).id);
      await approve(digest);
      tools = [{ name: 'echo' }, { name: 'add' }];
      const later = await submit();
      expect((await registry.checks.list(carol, later)).gate.decision).toBe(
        expected,
      );
    },
  );

  it('of one server say nothing about another', async () => {
    await start();
    registry.state.entities = [serverEntity(), serverEntity({ name: 'other' })];
    await registry.sync.run();
    const digest = await submit();
    await decide((await ask(digest, { scope: 'server' })).id);
    const other = await registry.submissions.submit(bob, {
      serverRef: 'api:default/other',
    });
    expect(
      (await registry.checks.list(carol, other.digest)).gate.decision,
    ).toBe('held');
  });

  it('are closed when what they are for is gone, and what served because of it serves on', async () => {
    await start();
    const digest = await submit();
    const { id } = await decide((await ask(digest, { scope: 'server' })).id);
    await approve(digest);
    found = [];
    registry.wait(3601);
    await registry.checkWorker.run();
    await registry.exceptionKeeper.run();
    expect(await registry.exceptions.get(bob, id)).toMatchObject({
      state: 'obsolete',
      closeReason: 'The check does not find it any more.',
    });
    expect((await document()).approvedRevision).not.toHaveProperty(
      'servesUntil',
    );
    registry.wait(20 * DAY);
    await registry.exceptionKeeper.run();
    expect((await document()).status).toBe('active');
    // It does not come back by itself.
    found = [PRIVATE];
    tools = [{ name: 'echo' }, { name: 'add' }];
    await expect(approve(await submit())).rejects.toEqual(
      refused('revision.held'),
    );
  });

  it('are kept while nobody knows: a check that breaks has not found that it is gone', async () => {
    await start();
    const digest = await submit();
    const { id } = await decide((await ask(digest)).id);
    await registry.submissions.probe(bob, REF);
    const { knex } = registry.database;
    await knex('revision_checks').update({ outcome: 'error', findings: '[]' });
    await registry.exceptionKeeper.run();
    expect((await registry.exceptions.get(bob, id)).state).toBe('approved');
    await knex('revision_checks').update({
      outcome: 'fail',
      omitted_findings: 3,
    });
    await registry.exceptionKeeper.run();
    expect((await registry.exceptions.get(bob, id)).state).toBe('approved');
  });

  it('are closed with their server, and with a version that was not approved', async () => {
    await start();
    const digest = await submit();
    const first = await ask(digest);
    await registry.revisionDecisions.decide(carol, {
      digest,
      decision: { decision: 'reject', reason: 'no' },
    });
    await registry.exceptionKeeper.run();
    expect(await registry.exceptions.get(bob, first.id)).toMatchObject({
      state: 'obsolete',
      closeReason: expect.stringContaining('not approved'),
    });
    const again = await submit();
    const second = await decide((await ask(again, { scope: 'server' })).id);
    registry.state.entities = [];
    await registry.sync.run();
    await registry.exceptionKeeper.run();
    expect(await registry.exceptions.get(bob, second.id)).toMatchObject({
      state: 'obsolete',
      closeReason: 'The server is retired.',
    });
  });

  it('that nobody decides in their time lapse', async () => {
    await start();
    const digest = await submit();
    const { id } = await ask(digest, { expiresAt: inDays(1) });
    registry.wait(DAY);
    await expect(decide(id)).rejects.toEqual(refused('exception.until'));
    await registry.exceptionKeeper.run();
    expect((await registry.exceptions.get(bob, id)).state).toBe('obsolete');
  });

  it('are taken back by one person, with what serves because of them', async () => {
    await start();
    const digest = await submit();
    const { id } = await decide((await ask(digest)).id);
    await approve(digest);
    await expect(
      registry.exceptionDecisions.revoke(alice, { id, reason: 'x' }),
    ).rejects.toEqual(refused('exception.not-found'));
    const revoked = await registry.exceptionDecisions.revoke(bill, {
      id,
      reason: 'it is worse than we thought',
    });
    expect(revoked).toMatchObject({
      state: 'revoked',
      closedBy: 'user:default/bill',
    });
    expect((await document()).status).toBe('suspended');
    await expect(
      registry.exceptionDecisions.revoke(bill, { id, reason: 'x' }),
    ).rejects.toEqual(refused('exception.not-in-force'));
  });

  it('that ended keep nobody from going back to what needed none, and everybody from going back to what did', async () => {
    await start();
    found = [];
    const clean = await submit();
    await approve(clean);
    found = [PRIVATE];
    tools = [{ name: 'echo' }, { name: 'add' }];
    const risky = await submit();
    await decide((await ask(risky)).id);
    await approve(risky);
    const back = async (digest: string, seenApprovedDigest: string) =>
      await registry.rollbacks.rollBack(carol, {
        ...{ serverRef: REF, digest, seenApprovedDigest, reason: 'x' },
      });
    await back(clean, risky);
    await back(risky, clean);
    registry.wait(10 * DAY);
    await registry.exceptionKeeper.run();
    expect((await document()).status).toBe('suspended');
    await back(clean, risky);
    await registry.servers.resume(bob, { serverRef: REF, reason: 'clean' });
    await expect(back(risky, clean)).rejects.toEqual(refused('exception.over'));
    expect((await document()).approvedRevision?.digest).toBe(clean);
  });

  it('wait in the inbox of those who decide, and of nobody else', async () => {
    await start();
    const digest = await submit();
    registry.wait(1);
    const { id } = await ask(digest);
    const open = async (who: typeof bob) =>
      (await registry.inbox.list(who, {})).items.map(({ kind }) => kind);
    expect(await open(carol)).toEqual(['revision', 'exception']);
    expect(await registry.inbox.count(carol)).toBe(2);
    expect(await open(bob)).toEqual([]);
    expect(await open(alice)).toEqual([]);
    await decide(id, 'deny');
    expect(await open(carol)).toEqual(['revision']);
    const { items } = await registry.inbox.list(carol, { state: 'decided' });
    expect(items).toMatchObject([
      { kind: 'exception', exception: { id, state: 'denied' } },
    ]);
    registry.wait(1);
    const hers = await ask(digest, {}, carol);
    expect(await open(carol)).toEqual(['revision']);
    expect(await open(chris)).toEqual(['revision', 'exception']);
    expect(hers.canWithdraw).toBe(true);
  });

  it('are shown to those concerned alone', async () => {
    await start();
    const digest = await submit();
    const { id } = await decide((await ask(digest)).id);
    await approve(digest);
    await expect(registry.exceptions.get(alice, id)).rejects.toEqual(
      refused('exception.not-found'),
    );
    expect(await registry.exceptions.list(alice, { serverRef: REF })).toEqual({
      items: [],
    });
    const shown = await registry.checks.list(alice, digest);
    expect(JSON.stringify(shown)).not.toContain(id);
    expect(shown.latestExceptionEnd).toBeUndefined();
    expect(shown.items[0].outcome).toBe('fail');
  });

  it('in force are exported as OpenVEX', async () => {
    await start();
    const digest = await submit();
    const asked = await ask(digest, {
      reason: 'mitigated',
      link: 'https://wiki.example/firewall',
    });
    await expect(registry.exceptions.openVex(bob, asked.id)).rejects.toEqual(
      refused('exception.not-in-force'),
    );
    await decide(asked.id);
    expect(
      (await registry.exceptions.openVex(bob, asked.id)).statements,
    ).toEqual([
      expect.objectContaining({
        status: 'not_affected',
        justification: 'inline_mitigations_already_exist',
        vulnerability: {
          name: 'sallyport/mine/private',
          description: PRIVATE.message,
        },
      }),
    ]);
  });

  it('are decided once, however many decide at once on however many replicas', async () => {
    await start();
    const digest = await submit();
    const { id } = await ask(digest);
    const outcomes = await Promise.allSettled([
      decide(id, 'approve', carol),
      decide(id, 'deny', chris),
      registry.exceptions.withdraw(bob, id),
    ]);
    expect(
      outcomes.filter(({ status }) => status === 'fulfilled'),
    ).toHaveLength(1);
  });
});
