import { TestDatabases } from '@backstage/backend-test-utils';
import type { RevisionCheck } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Knex } from 'knex';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { aCheck } from './__testUtils__/aCheck';
import type { CheckSettings } from './readCheckSettings';

const REF = 'api:default/everything';
const demanded = (...ids: string[]) => ({
  ...{ low: ids, medium: ids },
  ...{ high: ids, critical: ids },
});
const MINE = demanded('mine');
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const alice = person('alice');
const bob = person('bob');
const carol = person('carol');

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('checks on %s', databaseId => {
  let knex: Knex;
  let registry: TestRegistry;

  async function start(
    checks: RevisionCheck[],
    settings: Partial<CheckSettings> = { required: MINE },
  ) {
    knex = await databases.init(databaseId);
    registry = await startRegistry({
      ...{ knex, checks, checkSettings: settings },
      entities: [serverEntity()],
    });
    await registry.sync.run();
  }
  const submit = async () =>
    (await registry.submissions.submit(bob, { serverRef: REF })).digest;
  const approve = async (digest: string) =>
    await registry.revisionDecisions.decide(carol, {
      digest,
      decision: { decision: 'approve' },
    });
  const mine = async (digest: string, who = carol) =>
    (await registry.checks.list(who, digest)).items.find(
      ({ id }) => id === 'mine',
    );

  it('run when a revision is submitted, see all of it, and let it be approved', async () => {
    const check = aCheck(async () => ({ evidence: { seen: 1 } }));
    await start([check]);
    const digest = await submit();
    expect(await mine(digest)).toMatchObject({
      state: 'done',
      outcome: 'pass',
      summary: 'fine',
      required: true,
      evidence: { seen: 1 },
    });
    const [subject] = check.asked;
    expect(subject).toMatchObject({
      digest,
      snapshot: { serverRef: REF },
      toolSurface: { tools: [{ name: 'echo' }, { name: 'add' }] },
      observed: { withoutCredential: 'open' },
    });
    expect(await subject.others()).toEqual([]);
    expect((await approve(digest)).revision.state).toBe('approved');
  });

  it('are told of other servers, with what their packages are called', async () => {
    const check = aCheck(async () => ({}));
    knex = await databases.init(databaseId);
    registry = await startRegistry({
      ...{ knex, checks: [check], checkSettings: { required: demanded() } },
      entities: [
        serverEntity(),
        serverEntity({
          name: 'files',
          title: 'Files',
          mcp: {
            upstream: undefined,
            package: {
              ...{ registry: 'npm', identifier: '@acme/files' },
              version: '1.2.3',
            },
          },
        }),
      ],
    });
    await registry.sync.run();
    const { digest } = await registry.submissions.submit(bob, {
      serverRef: 'api:default/files',
    });
    await approve(digest);
    // Others are looked up once a minute.
    registry.wait(61);
    await submit();
    const subject = check.asked[check.asked.length - 1];
    expect(await subject.others()).toEqual([
      {
        ...{ serverRef: 'api:default/files', title: 'Files' },
        ...{ packageIdentifier: '@acme/files', tools: ['echo', 'add'] },
      },
    ]);
  });

  it('hold approval back by failing, whether they are required or not', async () => {
    const finding = {
      rule: 'bad-word',
      level: 'error' as const,
      message: 'It says abracadabra.',
    };
    await start(
      [
        aCheck(async () => ({
          outcome: 'fail',
          summary: 'A bad word.',
          findings: [finding],
        })),
      ],
      { required: demanded() },
    );
    const digest = await submit();
    await expect(approve(digest)).rejects.toMatchObject({
      code: 'revision.held',
      message: expect.stringContaining('“Mine” failed. A bad word.'),
    });
    expect((await registry.checks.list(carol, digest)).gate).toEqual({
      decision: 'held',
      reasons: [
        { checkId: 'mine', code: 'failed', text: '“Mine” failed. A bad word.' },
      ],
    });
    const { revision } = await registry.revisionDecisions.decide(carol, {
      digest,
      decision: { decision: 'reject', reason: 'bad word' },
    });
    expect(revision.state).toBe('rejected');
  });

  it('that warn are shown and hold nothing back', async () => {
    await start([aCheck(async () => ({ outcome: 'warn' }))]);
    expect((await approve(await submit())).revision.state).toBe('approved');
  });

  it('hold back where a required one is not there', async () => {
    await start([], { required: demanded('gone') });
    await expect(approve(await submit())).rejects.toThrow(
      '“gone” is not installed',
    );
  });

  it.each<[string, Parameters<typeof aCheck>[0], RegExp]>([
    [
      'throw',
      async () => {
        throw new Error('no network');
      },
      /It broke: .*no network/,
    ],
    [
      'take too long',
      async (_, { signal }) =>
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
      /not done after 0.05 seconds/,
    ],
  ])(
    'that %s read as errors, are tried again ever later, and kept as nothing',
    async (_, answer, text) => {
      let isBroken = true;
      const check = aCheck(async (...args) =>
        isBroken ? await answer(...args) : {},
      );
      await start([check], { required: MINE, timeoutSeconds: 0.05 });
      const digest = await submit();
      expect(await mine(digest)).toMatchObject({
        outcome: 'error',
        summary: expect.stringMatching(text),
        problem: expect.stringMatching(text),
      });
      await expect(approve(digest)).rejects.toMatchObject({
        code: 'revision.held',
      });
      const times: number[] = [];
      for (const seconds of [59, 2, 100, 21]) {
        registry.wait(seconds);
        await registry.checkWorker.run();
        times.push(check.asked.length);
      }
      expect(times).toEqual([1, 2, 2, 3]);
      isBroken = false;
      registry.wait(3600);
      await registry.checkWorker.run();
      expect(await mine(digest)).toMatchObject({
        outcome: 'pass',
        problem: undefined,
      });
      expect((await approve(digest)).revision.state).toBe('approved');
    },
  );

  it('keep their verdict over an error that passes, and note it', async () => {
    let isBroken = false;
    await start([
      aCheck(async () => {
        if (isBroken) throw new Error('away');
        return {};
      }),
    ]);
    const digest = await submit();
    isBroken = true;
    registry.wait(25 * 3600);
    await registry.checkWorker.run();
    expect(await mine(digest)).toMatchObject({
      outcome: 'pass',
      problem: expect.stringContaining('away'),
    });
  });

  it('are done once for a digest, and again on schedule', async () => {
    const check = aCheck(async () => ({}));
    await start([check]);
    await submit();
    await submit();
    registry.wait(23 * 3600);
    await registry.checkWorker.run();
    expect(check.asked).toHaveLength(1);
    registry.wait(2 * 3600);
    await registry.checkWorker.run();
    expect(check.asked).toHaveLength(2);
  });

  it('with old data read as errors, when they run and when somebody looks', async () => {
    let dataAt = '2026-11-20T10:00:00.000Z';
    await start([aCheck(async () => ({ dataAt }), { maxDataAgeHours: 24 })]);
    const digest = await submit();
    expect(await mine(digest)).toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining('older than 24 hours'),
    });
    dataAt = registry.state.now.toISOString();
    await registry.checks.rerun(carol, digest);
    expect((await mine(digest))?.outcome).toBe('pass');
    registry.wait(24 * 3600 + 1);
    expect((await mine(digest))?.outcome).toBe('error');
    await expect(approve(digest)).rejects.toThrow('too old');
  });

  it('of another version count for nothing', async () => {
    await start([aCheck(async () => ({}))]);
    const digest = await submit();
    await knex('revision_checks')
      .where({ check_id: 'mine' })
      .update({ check_version: '0' });
    await expect(approve(digest)).rejects.toThrow('other rules');
    await registry.checkWorker.run();
    expect((await approve(digest)).revision.state).toBe('approved');
  });

  it('run again for what a new probe saw, and its word alone counts', async () => {
    const check = aCheck(async ({ observed }) =>
      observed.withoutCredential === 'open' ? { outcome: 'fail' } : {},
    );
    await start([check]);
    const digest = await submit();
    await expect(approve(digest)).rejects.toThrow('failed');
    registry.state.runtime = { observed: { withoutCredential: 'closed' } };
    expect(await registry.checks.rerun(bob, digest)).toMatchObject({
      gate: { decision: 'open' },
    });
    expect((await approve(digest)).revision.state).toBe('approved');
  });

  it('run once, however many replicas look for work', async () => {
    const check = aCheck(async () => ({}));
    await start([check]);
    await submit();
    const other = await startRegistry({
      knex,
      entities: [serverEntity()],
      checks: [check],
      checkSettings: { required: MINE },
    });
    check.asked.length = 0;
    await knex('revision_checks').update({
      due_at: '2026-11-01T00:00:00.000Z',
    });
    await Promise.all([
      registry.checkWorker.run(),
      other.checkWorker.run(),
      registry.checkWorker.run(),
    ]);
    expect(check.asked).toHaveLength(1);
  });

  it('are run again by a replica when another died over them', async () => {
    const check = aCheck(async () => ({}));
    await start([check]);
    const digest = await submit();
    await knex('revision_checks').update({
      due_at: '2026-11-01T00:00:00.000Z',
      claim: 'dead',
      claimed_until: '2026-11-23T10:01:00.000Z',
    });
    await registry.checkWorker.run();
    expect(check.asked).toHaveLength(1);
    expect((await mine(digest))?.state).toBe('running');
    registry.wait(61);
    await registry.checkWorker.run();
    expect(check.asked).toHaveLength(2);
  });

  it('show evidence to those concerned, and to others the outcomes of what is approved', async () => {
    await start([
      aCheck(async () => ({
        outcome: 'warn',
        findings: [{ rule: 'r', level: 'warning', message: 'secret tool' }],
      })),
    ]);
    const digest = await submit();
    await expect(registry.checks.list(alice, digest)).rejects.toMatchObject({
      code: 'revision.not-found',
    });
    await approve(digest);
    const shown = await registry.checks.list(alice, digest);
    expect(shown).toMatchObject({ withEvidence: false, mayRun: false });
    expect(JSON.stringify(shown)).not.toContain('secret tool');
    expect(shown.items.find(({ id }) => id === 'mine')).toMatchObject({
      outcome: 'warn',
      meaning: 'w',
    });
    await expect(registry.checks.rerun(alice, digest)).rejects.toMatchObject({
      code: 'server.not-owner',
    });
    await expect(registry.checks.sarif(alice, digest)).rejects.toMatchObject({
      code: 'server.not-owner',
    });
    expect(await mine(digest, bob)).toMatchObject({
      findings: [{ message: 'secret tool' }],
    });
  });

  it('are exported as SARIF, in which what was not done is no success', async () => {
    await start([
      aCheck(async () => ({
        outcome: 'fail',
        findings: [
          {
            rule: 'r',
            level: 'error',
            message: 'm',
            location: 'tools/add',
            excerpt: 'x',
          },
        ],
      })),
      aCheck(
        async () => {
          throw new Error('away');
        },
        { id: 'broken' },
      ),
    ]);
    const digest = await submit();
    const log = JSON.parse(await registry.checks.sarif(carol, digest));
    expect(log.version).toBe('2.1.0');
    const run = (name: string) =>
      log.runs.find((one: any) => one.tool.driver.name === `sallyport/${name}`);
    expect(run('mine')).toMatchObject({
      results: [
        {
          ruleId: 'r',
          level: 'error',
          message: { text: 'm' },
          locations: [
            {
              logicalLocations: [
                { name: 'tools/add', fullyQualifiedName: `${REF}/tools/add` },
              ],
            },
          ],
          properties: { excerpt: 'x' },
        },
      ],
      tool: { driver: { version: '1', rules: [{ id: 'r' }] } },
      invocations: [{ executionSuccessful: true }],
      properties: { revision: digest, outcome: 'fail' },
    });
    expect(run('broken')).toMatchObject({
      results: [],
      invocations: [
        {
          executionSuccessful: false,
          toolExecutionNotifications: [
            { message: { text: expect.stringContaining('away') } },
          ],
        },
      ],
    });
  });

  it('demand by effective risk: what was approved before counts as long as nothing else is', async () => {
    await start([], {
      required: { low: [], medium: [], high: ['gone'], critical: [] },
    });
    registry.state.entities = [
      serverEntity({ mcp: { dataClassification: 'restricted' } }),
    ];
    await registry.sync.run();
    await expect(approve(await submit())).rejects.toThrow(
      '“gone” is not installed',
    );
  });
});
