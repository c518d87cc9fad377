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

describe.each(databases.eachSupportedId())('hidden tools on %s', databaseId => {
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

  const hide = async (names: string[], caller = bob) =>
    await registry.hiddenTools.set(caller, { serverRef: REF, names });
  const ask = async (
    tools: { kind: 'all' } | { kind: 'named'; names: string[] },
  ) =>
    await registry.accessRequests.create(alice, {
      serverRef: REF,
      purpose: 'try it out',
      tools,
      durationDays: 30,
    });
  /** Everything that the registry shows somebody of the server. */
  const all = async (caller: typeof alice) =>
    JSON.stringify([
      await registry.servers.get(caller, REF),
      await registry.servers.listRevisions(caller, REF),
      await registry.servers.list(caller, {}),
      await registry.hiddenTools.get(caller, REF),
      await registry.limits.get(caller, REF),
    ]);

  it('tell the gateway what stays within its own system, where the approved annotations say so', async () => {
    registry.state.tools = [
      { name: 'inside', annotations: { openWorldHint: false } },
      { name: 'outside', annotations: { openWorldHint: true } },
      { name: 'silent' },
    ];
    const { digest } = await registry.submissions.submit(bob, {
      serverRef: REF,
    });
    await registry.revisionDecisions.decide(carol, {
      digest,
      decision: { decision: 'approve' },
    });
    const { document } = await registry.accessDocuments.document(REF);
    expect(
      document.approvedRevision?.tools?.map(({ name, openWorld }) => [
        name,
        openWorld,
      ]),
    ).toEqual([
      ['inside', false],
      ['outside', undefined],
      ['silent', undefined],
    ]);
  });

  it('reach the gateway by the feed, and come back', async () => {
    const toolsAtTheDoor = async () => {
      const { document } = await registry.accessDocuments.document(REF);
      return document.approvedRevision?.tools?.map(({ name, hidden }) => ({
        name,
        hidden,
      }));
    };
    const { sequence } = (await registry.accessDocuments.document(REF))
      .document;
    expect(await hide(['add'])).toMatchObject({
      names: ['add'],
      mayChange: true,
      setBy: 'user:default/bob',
    });
    expect(await toolsAtTheDoor()).toEqual(
      expect.arrayContaining([
        { name: 'echo', hidden: undefined },
        { name: 'add', hidden: true },
      ]),
    );
    const { changes } = await registry.accessDocuments.changes({
      after: sequence,
    });
    expect(changes.map(({ serverRef }) => serverRef)).toContain(REF);
    await hide([]);
    expect(await toolsAtTheDoor()).toEqual(
      expect.arrayContaining([{ name: 'add', hidden: undefined }]),
    );
  });

  it('D2: are nowhere for others: not in the server, its revisions, lists, counts or search', async () => {
    expect(await all(alice)).toContain('"add"');
    await hide(['add']);
    expect(await all(alice)).not.toMatch(/"add"/);
    expect(await registry.servers.get(alice, REF)).toMatchObject({
      toolCount: 1,
    });
    const found = async (search: string) =>
      (await registry.servers.list(alice, { search })).items.length;
    expect(await found('echo')).toBe(1);
    expect(await found('add')).toBe(0);
    // Who runs the server sees all of it, and what is hidden.
    expect(await all(bob)).toContain('"add"');
    expect(await registry.hiddenTools.get(carol, REF)).toMatchObject({
      names: ['add'],
    });
  });

  it('D2: stay so when the catalog is read again', async () => {
    await hide(['add']);
    await registry.sync.run();
    expect(await all(alice)).not.toMatch(/"add"/);
    const page = await registry.servers.list(alice, { search: 'add' });
    expect(page.items).toEqual([]);
  });

  it('D2: cannot be asked for by name, with the words for what is not there', async () => {
    await hide(['add']);
    const refusal = async (name: string) =>
      await ask({ kind: 'named', names: [name] }).then(
        () => 'taken',
        error => String(error.message).replaceAll(name, '…'),
      );
    expect(await refusal('add')).toBe(await refusal('nowhere'));
    expect(await refusal('add')).not.toBe('taken');
  });

  it('are there for those who have access to them', async () => {
    await hide(['add']);
    const request = await ask({ kind: 'all' });
    await registry.accessDecisions.decide(bob, {
      id: request.id,
      decision: { decision: 'approve' },
    });
    expect(await all(alice)).toContain('"add"');
  });

  it.each([
    ['somebody else', alice, ['add']],
    ['an agent of the owner', { ...bob, actor: 'plugin:scaffolder' }, ['add']],
    ['a tool that is not there', bob, ['nowhere']],
  ])('are not set by or for %s', async (_, caller, names) => {
    await expect(hide(names, caller)).rejects.toThrow();
    expect(await all(alice)).toContain('"add"');
  });
});
