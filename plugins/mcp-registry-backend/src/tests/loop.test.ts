import { TestDatabases } from '@backstage/backend-test-utils';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const alice = person('alice');
const bob = person('bob');
const carol = person('carol');

jest.setTimeout(60_000);

async function approvedServer(registry: TestRegistry) {
  await registry.sync.run();
  const revision = await registry.submissions.submit(bob, { serverRef: REF });
  await registry.revisionDecisions.decide(carol, {
    digest: revision.digest,
    decision: { decision: 'approve' },
  });
  return revision;
}

describe.each(databases.eachSupportedId())('the loop on %s', databaseId => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await startRegistry({
      knex: await databases.init(databaseId),
      entities: [serverEntity()],
    });
  });

  const ask = async (
    input?: Partial<Parameters<typeof registry.accessRequests.create>[1]>,
    caller = alice,
  ) =>
    await registry.accessRequests.create(caller, {
      serverRef: REF,
      purpose: 'try it out',
      tools: { kind: 'all' },
      durationDays: 30,
      ...input,
    });

  it('takes a server from the catalog through review into service', async () => {
    await registry.sync.run();
    expect((await registry.servers.get(alice, REF)).status).toBe('registered');

    const revision = await registry.submissions.submit(bob, {
      serverRef: REF,
      note: 'first',
      exampleData: true,
    });
    expect(revision).toMatchObject({
      number: 1,
      state: 'submitted',
      submittedBy: 'user:default/bob',
      exampleData: true,
      toolSurface: { known: true },
    });
    expect(await registry.servers.get(carol, REF)).toMatchObject({
      status: 'waiting',
      pendingRevision: { digest: revision.digest },
      toolSurface: {
        tools: [
          { name: 'echo', tokens: expect.any(Number) },
          { name: 'add', tokens: expect.any(Number) },
        ],
      },
    });
    // Tools that nobody approved are not shown to people who do not decide about them.
    expect(await registry.servers.get(alice, REF)).toMatchObject({
      status: 'waiting',
      toolCount: null,
      toolSurface: { known: false, tools: [] },
    });
    expect((await registry.accessDocuments.document(REF)).document).toEqual(
      expect.not.objectContaining({ approvedRevision: expect.anything() }),
    );
    expect(registry.state.sent.at(-1)).toMatchObject({
      recipients: {
        entityRef: ['group:default/security'],
        excludeEntityRef: 'user:default/bob',
      },
      payload: { link: '/ai-tools/approvals' },
    });

    const { revision: approved } = await registry.revisionDecisions.decide(
      carol,
      { digest: revision.digest, decision: { decision: 'approve' } },
    );
    expect(approved).toMatchObject({
      state: 'approved',
      decidedBy: 'user:default/carol',
    });
    expect(await registry.servers.get(alice, REF)).toMatchObject({
      status: 'active',
      toolCount: 2,
      endpoint: 'http://localhost:7008/servers/default/everything/mcp',
      access: { state: 'none' },
    });
    expect(
      (await registry.accessDocuments.document(REF)).document,
    ).toMatchObject({
      status: 'active',
      owner: 'group:default/data-platform',
      approvedRevision: {
        digest: revision.digest,
        tools: [
          { name: 'echo', effect: 'reads' },
          { name: 'add', effect: 'destroys' },
        ],
      },
      grants: [],
    });
  });

  it('turns a request into a grant, less than asked, and the feed tells of it', async () => {
    const revision = await approvedServer(registry);
    const before = await registry.accessDocuments.changes({ after: 0 });
    const request = await ask({
      tools: { kind: 'named', names: ['echo', 'add'] },
    });
    expect(request).toMatchObject({ state: 'pending', canDecide: false });
    expect((await registry.servers.get(alice, REF)).access).toMatchObject({
      state: 'pending',
      requestId: request.id,
    });
    expect(await registry.inbox.list(bob, {})).toMatchObject({
      open: 1,
      items: [
        {
          kind: 'access-request',
          id: request.id,
          accessRequest: { canDecide: true },
          othersWithAccess: 0,
        },
      ],
    });
    expect(await registry.inbox.count(alice)).toBe(0);
    expect(await registry.inbox.count(carol)).toBe(0);

    const { request: decided } = await registry.accessDecisions.decide(bob, {
      id: request.id,
      decision: {
        decision: 'approve',
        tools: { kind: 'named', names: ['echo'] },
        durationDays: 7,
        seenRevisionDigest: revision.digest,
      },
    });
    expect(decided).toMatchObject({
      state: 'approved',
      asked: { durationDays: 30 },
      granted: { tools: { kind: 'named', names: ['echo'] }, durationDays: 7 },
      revisionDigest: revision.digest,
      canUndo: true,
    });
    expect(decided.history.map(entry => entry.event)).toEqual([
      'requested',
      'approved',
    ]);
    const { document } = await registry.accessDocuments.document(REF);
    expect(document.grants).toEqual([
      {
        id: decided.grantId,
        subject: 'user:default/alice',
        tools: { kind: 'named', names: ['echo'] },
        expiresAt: '2026-11-30T10:00:00.000Z',
      },
    ]);
    const after = await registry.accessDocuments.changes({
      after: before.head,
    });
    expect(after.head).toBeGreaterThan(before.head);
    expect(after.changes).toEqual([
      { sequence: after.head, serverId: document.serverId, serverRef: REF },
    ]);
    expect(document.sequence).toBe(after.head);
    expect(registry.state.sent.at(-1)).toMatchObject({
      recipients: { entityRef: ['user:default/alice'] },
      payload: { link: '/ai-tools/my-access' },
    });
    expect(
      (await registry.inbox.list(bob, { state: 'decided' })).items,
    ).toEqual([expect.objectContaining({ id: request.id })]);
  });

  it('lets one of two decisions at once win and tells the other', async () => {
    await approvedServer(registry);
    const request = await ask();
    const outcomes = await Promise.allSettled([
      registry.accessDecisions.decide(bob, {
        id: request.id,
        decision: { decision: 'approve' },
      }),
      registry.accessDecisions.decide(person('bill'), {
        id: request.id,
        decision: { decision: 'deny', reason: 'not now' },
      }),
    ]);
    expect(outcomes.map(outcome => outcome.status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    expect(
      outcomes.find(outcome => outcome.status === 'rejected'),
    ).toMatchObject({
      reason: { name: 'ConflictError', code: 'request.already-decided' },
    });
    const shown = await registry.accessRequests.get(alice, request.id);
    const grants = await registry.grants.list(alice, { state: 'active' });
    expect(grants.items).toHaveLength(shown.state === 'approved' ? 1 : 0);
    expect(shown.history).toHaveLength(2);
  });

  it('lets one of two reviewers at once win', async () => {
    await registry.sync.run();
    const { digest } = await registry.submissions.submit(bob, {
      serverRef: REF,
    });
    const outcomes = await Promise.allSettled([
      registry.revisionDecisions.decide(carol, {
        digest,
        decision: { decision: 'approve' },
      }),
      registry.revisionDecisions.decide(person('chris'), {
        digest,
        decision: { decision: 'reject', reason: 'no' },
      }),
    ]);
    expect(
      outcomes.find(outcome => outcome.status === 'rejected'),
    ).toMatchObject({ reason: { code: 'revision.already-decided' } });
    expect(
      outcomes.filter(outcome => outcome.status === 'fulfilled'),
    ).toHaveLength(1);
  });

  it('never lets a request be decided by the one who asked, through a group either (D5)', async () => {
    await approvedServer(registry);
    const own = await ask({ subject: 'group:default/data-platform' }, bob);
    await expect(
      registry.accessDecisions.decide(bob, {
        id: own.id,
        decision: { decision: 'approve' },
      }),
    ).rejects.toMatchObject({ name: 'NotAllowedError', code: 'request.own' });
    expect(await registry.inbox.count(bob)).toBe(0);
    // The review team stands in, so that the owner is not stuck.
    expect(await registry.inbox.count(carol)).toBe(1);
    const { request } = await registry.accessDecisions.decide(carol, {
      id: own.id,
      decision: { decision: 'approve' },
    });
    expect(request.state).toBe('approved');

    const asked = await ask();
    await expect(
      registry.accessDecisions.decide(alice, {
        id: asked.id,
        decision: { decision: 'approve' },
      }),
    ).rejects.toMatchObject({ code: 'request.own' });
    await expect(
      registry.accessDecisions.decide(carol, {
        id: asked.id,
        decision: { decision: 'approve' },
      }),
    ).rejects.toMatchObject({ code: 'request.not-approver' });
    // Somebody who has nothing to do with it learns nothing.
    await expect(
      registry.accessDecisions.decide(person('dave'), {
        id: asked.id,
        decision: { decision: 'approve' },
      }),
    ).rejects.toMatchObject({ code: 'request.not-found' });
  });

  it('never lets a revision be approved by its submitter', async () => {
    await registry.sync.run();
    const { digest } = await registry.submissions.submit(carol, {
      serverRef: REF,
    });
    await expect(
      registry.revisionDecisions.decide(carol, {
        digest,
        decision: { decision: 'approve' },
      }),
    ).rejects.toMatchObject({ code: 'revision.own' });
    await expect(
      registry.revisionDecisions.decide(bob, {
        digest,
        decision: { decision: 'approve' },
      }),
    ).rejects.toMatchObject({ code: 'revision.not-approver' });
    await expect(
      registry.revisionDecisions.decide(alice, {
        digest,
        decision: { decision: 'approve' },
      }),
    ).rejects.toMatchObject({ code: 'revision.not-found' });
    expect(await registry.inbox.count(carol)).toBe(0);
    expect(await registry.inbox.count(person('chris'))).toBe(1);
  });

  it('keeps a decision that comes through another plugin as a proposal (D9)', async () => {
    await approvedServer(registry);
    const asked = await ask();
    const { request, proposed } = await registry.accessDecisions.decide(
      person('bob', { actor: 'plugin:scaffolder' }),
      {
        id: asked.id,
        decision: { decision: 'approve', durationDays: 5 },
      },
    );
    expect(proposed).toBe(true);
    expect(request).toMatchObject({
      state: 'pending',
      proposal: {
        decision: 'approve',
        durationDays: 5,
        proposedBy: 'user:default/bob',
        actor: 'plugin:scaffolder',
      },
    });
    expect(
      (await registry.accessDocuments.document(REF)).document.grants,
    ).toEqual([]);

    const confirmed = await registry.accessDecisions.decide(bob, {
      id: asked.id,
      decision: { decision: 'approve', durationDays: 5 },
    });
    expect(confirmed.request).toMatchObject({ state: 'approved' });
    expect(confirmed.request.proposal).toBeUndefined();
    expect(confirmed.request.history.map(entry => entry.event)).toEqual([
      'requested',
      'proposed',
      'approved',
    ]);
  });

  it('takes a decision back within the window, and its grant with it', async () => {
    await approvedServer(registry);
    const asked = await ask();
    await registry.accessDecisions.decide(bob, {
      id: asked.id,
      decision: { decision: 'approve' },
    });
    await expect(
      registry.accessDecisions.undo(person('bill'), asked.id),
    ).rejects.toMatchObject({ code: 'request.not-your-decision' });
    registry.wait(9);
    const undone = await registry.accessDecisions.undo(bob, asked.id);
    expect(undone).toMatchObject({ state: 'pending', canDecide: true });
    expect(undone.granted).toBeUndefined();
    expect(
      (await registry.accessDocuments.document(REF)).document.grants,
    ).toEqual([]);
    expect((await registry.grants.list(alice, {})).items).toMatchObject([
      { state: 'revoked', revokedSequence: expect.any(Number) },
    ]);

    await registry.accessDecisions.decide(bob, {
      id: asked.id,
      decision: { decision: 'deny', reason: 'no' },
    });
    registry.wait(11);
    await expect(
      registry.accessDecisions.undo(bob, asked.id),
    ).rejects.toMatchObject({ code: 'request.undo-over' });
  });

  it('refuses more than asked, unknown tools, and a revision that changed meanwhile', async () => {
    await approvedServer(registry);
    const asked = await ask({ tools: { kind: 'named', names: ['echo'] } });
    const decide = async (decision: object) =>
      await registry.accessDecisions.decide(bob, {
        id: asked.id,
        decision: { decision: 'approve', ...decision },
      });
    await expect(decide({ durationDays: 31 })).rejects.toMatchObject({
      code: 'terms.more-than-asked',
    });
    await expect(decide({ tools: { kind: 'all' } })).rejects.toMatchObject({
      code: 'terms.more-than-asked',
    });
    await expect(
      decide({ tools: { kind: 'named', names: ['rm'] } }),
    ).rejects.toMatchObject({ code: 'terms.tool-not-found' });
    await expect(
      decide({ seenRevisionDigest: `sha256:${'0'.repeat(64)}` }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'request.revision-changed',
    });
    await expect(
      registry.accessDecisions.decide(bob, {
        id: asked.id,
        decision: { decision: 'deny' },
      }),
    ).rejects.toMatchObject({ code: 'reason.required' });
    // None of it left a trace.
    const shown = await registry.accessRequests.get(alice, asked.id);
    expect(shown.state).toBe('pending');
    expect(shown.history).toHaveLength(1);
  });

  it('keeps a subject at one pending request per server, and allows a renewal', async () => {
    await approvedServer(registry);
    const first = await ask();
    await expect(ask()).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'request.exists',
    });
    await registry.accessDecisions.decide(bob, {
      id: first.id,
      decision: { decision: 'approve' },
    });
    const renewal = await ask();
    expect(
      await registry.accessRequests.withdraw(alice, renewal.id),
    ).toMatchObject({ state: 'withdrawn' });
    await expect(
      registry.accessDecisions.decide(bob, {
        id: renewal.id,
        decision: { decision: 'approve' },
      }),
    ).rejects.toMatchObject({ code: 'request.already-decided' });
    await expect(
      ask({ subject: 'group:default/finance' }),
    ).rejects.toMatchObject({ code: 'request.subject-not-yours' });
  });

  it('ends a grant by revocation and by time', async () => {
    await approvedServer(registry);
    const approve = async (id: string) =>
      (
        await registry.accessDecisions.decide(bob, {
          id,
          decision: { decision: 'approve' },
        })
      ).request.grantId as string;
    const first = await approve((await ask()).id);
    await expect(
      registry.grants.revoke(person('dave'), { id: first, reason: 'x' }),
    ).rejects.toMatchObject({ code: 'grant.not-found' });
    const revoked = await registry.grants.revoke(bob, {
      id: first,
      reason: 'project is over',
    });
    const { head } = await registry.accessDocuments.changes({ after: 0 });
    expect(revoked).toMatchObject({
      state: 'revoked',
      revokedBy: 'user:default/bob',
      revokedSequence: head,
      canRevoke: false,
    });
    await expect(
      registry.grants.revoke(bob, { id: first, reason: 'again' }),
    ).rejects.toMatchObject({ code: 'grant.ended' });

    const second = await approve((await ask({ durationDays: 1 })).id);
    registry.wait(24 * 60 * 60);
    // Over is over, before the task has written it down.
    expect(
      (await registry.accessDocuments.document(REF)).document.grants,
    ).toEqual([]);
    expect(
      (await registry.grants.list(alice, { state: 'expired' })).items,
    ).toMatchObject([{ id: second, state: 'expired' }]);
    expect(await registry.grants.expireDue()).toBe(1);
    expect(await registry.grants.expireDue()).toBe(0);
    const after = await registry.accessDocuments.changes({ after: head });
    expect(after.changes).toHaveLength(1);
  });

  it('suspends and resumes; a resume needs the portal', async () => {
    await approvedServer(registry);
    await expect(
      registry.servers.suspend(alice, { serverRef: REF, reason: 'x' }),
    ).rejects.toMatchObject({ code: 'server.not-owner' });
    expect(
      await registry.servers.suspend(carol, {
        serverRef: REF,
        reason: 'looks odd',
      }),
    ).toMatchObject({ status: 'suspended', statusReason: 'looks odd' });
    expect((await registry.accessDocuments.document(REF)).document.status).toBe(
      'suspended',
    );
    await expect(
      registry.servers.resume(person('bob', { actor: 'plugin:scaffolder' }), {
        serverRef: REF,
        reason: 'x',
      }),
    ).rejects.toMatchObject({ code: 'decision.portal-only' });
    expect(
      await registry.servers.resume(bob, { serverRef: REF, reason: 'checked' }),
    ).toMatchObject({ status: 'active' });
    await expect(
      registry.servers.resume(bob, { serverRef: REF, reason: 'again' }),
    ).rejects.toMatchObject({ code: 'server.state' });
  });
});
