import { TestDatabases } from '@backstage/backend-test-utils';
import { NO_CHECKS_REQUIRED } from '../checks/readCheckSettings';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [alice, bob, bill, carol] = ['alice', 'bob', 'bill', 'carol'].map(name =>
  person(name),
);

jest.setTimeout(120_000);

describe.each(databases.eachSupportedId())('changes on %s', databaseId => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await startRegistry({
      knex: await databases.init(databaseId),
      entities: [serverEntity()],
      checkSettings: { required: NO_CHECKS_REQUIRED },
    });
    await registry.sync.run();
  });

  const submit = (tool: string, who = bob, note?: string) => {
    registry.state.tools = [{ name: tool }];
    return registry.submissions.submit(who, { serverRef: REF, note });
  };
  const decide = (
    digest: string,
    decision: 'approve' | 'reject' | 'request-changes',
    reason?: string,
  ) =>
    registry.revisionDecisions.decide(carol, {
      digest,
      decision: { decision, reason },
    });

  it('are asked for with words, and answered by a revision that names the one before', async () => {
    const first = await submit('echo');
    await expect(decide(first.digest, 'request-changes')).rejects.toMatchObject(
      { code: 'reason.required' },
    );
    registry.wait(60);
    const { revision } = await decide(
      first.digest,
      'request-changes',
      'Call the tool by what it does.',
    );
    expect(revision.state).toBe('changes-requested');
    expect((await registry.inbox.list(carol, {})).items).toEqual([]);
    const server = await registry.servers.get(bob, REF);
    expect(server).toMatchObject({
      status: 'registered',
      statusReason: 'Changes are asked for: Call the tool by what it does.',
    });
    const told = registry.state.sent.at(-1);
    expect(told?.payload).toMatchObject({
      title: 'Changes are asked for before Everything is approved',
      description: 'Call the tool by what it does.',
    });
    // What was asked about is no longer to be agreed to.
    await expect(decide(first.digest, 'approve')).rejects.toMatchObject({
      code: 'revision.already-decided',
    });

    registry.wait(60);
    const second = await submit('repeat', bill, 'Renamed.');
    expect(second).toMatchObject({ state: 'submitted', answers: first.digest });
    registry.wait(60);
    await decide(second.digest, 'request-changes', 'And say what it returns.');
    registry.wait(60);
    // What nobody has looked at is displaced, and so answers in its place.
    await submit('repeat-it');
    const third = await submit('repeat-text');
    expect(third.answers).toBe(second.digest);
    const thread = await registry.revisionHistory.thread(carol, third.digest);
    expect(thread.items).toMatchObject([
      {
        number: 1,
        state: 'changes-requested',
        decidedBy: 'user:default/carol',
        reason: 'Call the tool by what it does.',
      },
      { number: 2, note: 'Renamed.', reason: 'And say what it returns.' },
      { number: 4, state: 'submitted' },
    ]);
    await expect(
      registry.revisionHistory.thread(alice, third.digest),
    ).rejects.toMatchObject({ code: 'revision.not-found' });

    await decide(third.digest, 'approve');
    registry.wait(60);
    expect((await submit('something-else')).answers).toBeUndefined();
  });

  it('leave what is approved in force, and are no refusal of something else', async () => {
    const first = await submit('echo');
    await decide(first.digest, 'approve');
    const second = await submit('echo-more');
    await decide(second.digest, 'request-changes', 'Why?');
    const { document } = await registry.accessDocuments.document(REF);
    expect(document).toMatchObject({
      status: 'active',
      approvedRevision: { digest: first.digest },
    });
    // The same once more, with an answer in words.
    const again = await submit('echo-more', bob, 'Because.');
    expect(again).toMatchObject({ digest: second.digest, state: 'submitted' });
    expect(again.answers).toBeUndefined();
    await decide(again.digest, 'approve');
    expect((await registry.servers.get(bob, REF)).status).toBe('active');
  });

  it('can be proposed by a program, and are asked for by a person alone', async () => {
    const { digest } = await submit('echo');
    const { proposed } = await registry.revisionDecisions.decide(
      person('carol', { actor: 'plugin:scaffolder' }),
      { digest, decision: { decision: 'request-changes', reason: 'x' } },
    );
    expect(proposed).toBe(true);
    await expect(
      registry.revisionDecisions.decide(bob, {
        digest,
        decision: { decision: 'request-changes', reason: 'x' },
      }),
    ).rejects.toMatchObject({ code: 'revision.own' });
  });

  it('are made in a draft first, which nobody decides about', async () => {
    registry.state.tools = [{ name: 'echo' }];
    const draft = await registry.submissions.draft(bob, { serverRef: REF });
    expect(draft).toMatchObject({ state: 'draft', number: 1 });
    expect(registry.state.sent).toEqual([]);
    expect((await registry.inbox.list(carol, {})).items).toEqual([]);
    expect((await registry.servers.get(bob, REF)).status).toBe('registered');
    for (const decision of ['approve', 'reject', 'request-changes'] as const) {
      await expect(decide(draft.digest, decision, 'x')).rejects.toMatchObject({
        code: 'revision.already-decided',
      });
    }
    // The checks have looked at it.
    const checks = await registry.checks.list(bob, draft.digest);
    expect(checks.items.every(({ outcome }) => outcome)).toBe(true);
    await expect(
      registry.checks.list(alice, draft.digest),
    ).rejects.toMatchObject({ code: 'revision.not-found' });

    registry.state.tools = [{ name: 'repeat' }];
    const other = await registry.submissions.draft(bob, { serverRef: REF });
    const submitted = await submit('repeat', bill);
    expect(submitted).toMatchObject({
      digest: other.digest,
      state: 'submitted',
      submittedBy: 'user:default/bill',
    });
    const { items } = await registry.revisionHistory.list(bob, {
      serverRef: REF,
    });
    expect(items.map(({ state }) => state)).toEqual([
      'submitted',
      'superseded',
    ]);
    await decide(submitted.digest, 'approve');
  });
});
