import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { anAdvisory, aVex } from '../checks/contents/__testUtils__/advisories';
import { writeZip } from '../checks/contents/__testUtils__/writeZip';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const bob = person('bob');
const carol = person('carol');
const dave = person('dave');
const contents = [
  { name: 'files', version: '1.2.3', licence: 'MIT' },
  { name: 'quote-shell', version: '1.4.0', licence: 'MIT' },
];
const installed = { integrity: 'sha512-first' };

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'what packages are made of, on %s',
  databaseId => {
    let folder: string;
    let knex: Knex;
    let registry: TestRegistry;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'contents-test-'));
      knex = await databases.init(databaseId);
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const put = (name: string, document: unknown) =>
      writeFile(join(folder, name), JSON.stringify(document));
    const start = async (more: object = {}, mcp: object = {}) => {
      registry = await startRegistry({
        knex,
        entities: [
          serverEntity({
            mcp: {
              upstream: undefined,
              package: {
                registry: 'npm',
                identifier: 'files',
                version: '1.2.3',
              },
              ...mcp,
            },
          }),
        ],
        contents: {
          osv: [{ name: 'ours', directory: folder }],
          ...more,
        },
      });
      registry.state.now = new Date('2026-11-28T10:00:00.000Z');
      registry.state.runtime = {
        runtime: { ready: true },
        installed,
        contents,
      };
      await registry.sync.run();
    };
    /** What the scheduler does. */
    const read = async () => {
      if (await registry.contents.read()) {
        await registry.checkWorker.renew(registry.contents.check.manifest);
      }
      await registry.checkWorker.run();
    };
    const submit = async () =>
      (await registry.submissions.submit(bob, { serverRef: REF })).digest;
    const verdict = async (digest: string) =>
      (await registry.checks.list(carol, digest)).items.find(
        ({ id }) => id === 'contents',
      )!;
    const approve = (digest: string) =>
      registry.revisionDecisions.decide(carol, {
        digest,
        decision: { decision: 'approve' },
      });

    it('is held against advisories, with package, version, severity and fix, and holds back', async () => {
      await put('a.json', anAdvisory());
      await start();
      await read();
      const digest = await submit();
      const { outcome, findings, evidence, dataAt } = await verdict(digest);
      expect(outcome).toBe('fail');
      expect(dataAt).toBe('2026-11-27T08:00:00.000Z');
      expect(findings).toEqual([
        {
          ...{ rule: 'GHSA-aaaa-bbbb-cccc', level: 'error' },
          id: expect.any(String),
          location: 'npm/quote-shell@1.4.0',
          message: 'quote-shell 1.4.0: Quoted names are run as a command.',
          helpUri: 'https://osv.dev/vulnerability/GHSA-aaaa-bbbb-cccc',
          vulnerability: {
            ...{ package: 'quote-shell', version: '1.4.0' },
            ...{ advisory: 'GHSA-aaaa-bbbb-cccc', severity: 'critical' },
            ...{ aliases: ['CVE-2026-10001'], fixedIn: ['1.4.2'], score: 9.8 },
          },
        },
      ]);
      expect(evidence).toMatchObject({
        ...{ withVex: 'fail', withoutVex: 'fail', components: 2 },
        sources: [{ name: 'ours', advisories: 1 }],
        lists: [{ origin: 'installed', components: 2 }],
      });
      await expect(approve(digest)).rejects.toMatchObject({
        code: 'revision.held',
      });
    });

    it('is read from archives, in bounds, without what is withdrawn or of elsewhere', async () => {
      const other = (id: string, more: object) =>
        JSON.stringify(anAdvisory({ id, ...more }));
      await writeFile(
        join(folder, 'all.zip'),
        writeZip({
          'GHSA-1.json': other('GHSA-1', { withdrawn: '2026-11-01T00:00:00Z' }),
          'GHSA-2.json': other('GHSA-2', {
            affected: [{ package: { ecosystem: 'Go', name: 'quote-shell' } }],
          }),
          'GHSA-3.json': other('GHSA-3', {
            severity: [],
            database_specific: { severity: 'MODERATE' },
          }),
          'README.md': 'nothing',
        }),
      );
      await start();
      await read();
      const { outcome, findings } = await verdict(await submit());
      expect(outcome).toBe('warn');
      expect(findings?.map(({ rule }) => rule)).toEqual(['GHSA-3']);
    });

    it('is not taken for well where something is missing: data, kinds of packages, lists, or half of an export', async () => {
      await start({ osv: [] });
      expect(await registry.contents.finding()).toEqual({
        finding: 'advisories.none',
      });
      const digest = await submit();
      const summary = async () => {
        const { outcome, summary: text } = await verdict(digest);
        return `${outcome}: ${text}`;
      };
      expect(await summary()).toContain('error: No advisories are configured');

      await start();
      await read();
      await submit();
      expect(await summary()).toContain('error: ');
      expect(await summary()).toContain('nothing in it');

      await put(
        'python.json',
        anAdvisory({
          affected: [{ package: { ecosystem: 'PyPI', name: 'x' } }],
        }),
      );
      await read();
      registry.wait(400);
      await registry.checkWorker.run();
      expect(await summary()).toContain(
        'error: There are no advisories about packages of npm',
      );

      await put('a.json', anAdvisory());
      await read();
      expect(await summary()).toContain('fail: ');
      // What was read stays, and an export that is broken is not read in part.
      await writeFile(join(folder, 'all.zip'), 'PK\u0003\u0004 broken');
      await rm(join(folder, 'a.json'));
      await read();
      expect(await summary()).toContain('fail: ');
      const [source] = (await verdict(digest)).evidence!.sources as object[];
      expect(source).toMatchObject({ name: 'ours' });
    });

    it('is stale when its data is, and says so', async () => {
      await put('a.json', anAdvisory());
      await start({ severity: { failAt: 'critical' }, maxDataAgeHours: 48 });
      registry.state.runtime.contents = [contents[0]];
      await read();
      const digest = await submit();
      expect((await verdict(digest)).outcome).toBe('pass');
      expect(await registry.contents.finding()).toEqual({
        finding: 'advisories.fresh',
      });
      registry.wait(48 * 3600);
      expect(await verdict(digest)).toMatchObject({ outcome: 'error' });
      expect(await registry.contents.finding()).toEqual({
        ...{ finding: 'advisories.stale', subjects: ['osv: ours'] },
      });
    });

    it('counts with and without what somebody says of it, and shows both', async () => {
      const vex = await mkdtemp(join(tmpdir(), 'contents-vex-'));
      try {
        await put('a.json', anAdvisory());
        await writeFile(join(vex, 'v.json'), JSON.stringify(aVex()));
        const mine = { name: 'ours', directory: vex };
        await start({ vex: [mine] });
        await read();
        const digest = await submit();
        const { outcome, findings, evidence } = await verdict(digest);
        expect([outcome, evidence?.withVex, evidence?.withoutVex]).toEqual([
          ...['pass', 'pass', 'fail'],
        ]);
        expect(findings).toMatchObject([
          {
            level: 'note',
            message: expect.stringContaining('Security of Example says'),
            vulnerability: {
              severity: 'critical',
              vex: {
                status: 'not_affected',
                justification: 'vulnerable_code_not_in_execute_path',
                withoutIt: 'error',
              },
            },
          },
        ]);
        // A later word counts, and one about another version or server does not.
        await writeFile(
          join(vex, 'later.json'),
          JSON.stringify(
            aVex(
              { status: 'affected', action_statement: 'Update it.' },
              { timestamp: '2026-11-21T00:00:00Z' },
            ),
          ),
        );
        await writeFile(
          join(vex, 'other.json'),
          JSON.stringify(
            aVex(
              { products: [{ '@id': 'pkg:npm/quote-shell@1.0.0' }] },
              { timestamp: '2026-11-22T00:00:00Z' },
            ),
          ),
        );
        await read();
        expect(await verdict(digest)).toMatchObject({
          outcome: 'fail',
          findings: [{ vulnerability: { vex: { status: 'affected' } } }],
        });
      } finally {
        await rm(vex, { recursive: true, force: true });
      }
    });

    it('takes a statement about this server’s package and a part of it, from a source that may speak of it', async () => {
      const vex = await mkdtemp(join(tmpdir(), 'contents-vex-'));
      try {
        await put('a.json', anAdvisory());
        const products = [
          {
            '@id': 'pkg:npm/files@1.2.3',
            subcomponents: [{ '@id': 'pkg:npm/quote-shell' }],
          },
        ];
        await writeFile(
          join(vex, 'v.json'),
          JSON.stringify(aVex({ products, status: 'fixed' })),
        );
        const source = { name: 'one', directory: vex };
        await start({ vex: [{ ...source, servers: ['default/other'] }] });
        await read();
        const digest = await submit();
        expect((await verdict(digest)).outcome).toBe('fail');
        await start({ vex: [{ ...source, servers: ['default/everything'] }] });
        await read();
        await registry.checkWorker.run();
        expect((await verdict(digest)).outcome).toBe('pass');
      } finally {
        await rm(vex, { recursive: true, force: true });
      }
    });

    it('is looked at again when advisories change, and tells owner and review team once', async () => {
      await put(
        'a.json',
        anAdvisory({
          affected: [{ package: { ecosystem: 'npm', name: 'another' } }],
        }),
      );
      await start();
      await read();
      const digest = await submit();
      await approve(digest);
      registry.state.sent.length = 0;
      const told = () =>
        registry.state.sent.map(({ payload, recipients }) => [
          payload.title,
          payload.severity,
          recipients.type === 'entity' ? recipients.entityRef : undefined,
        ]);

      await put('b.json', anAdvisory({ id: 'GHSA-new' }));
      await read();
      expect((await verdict(digest)).outcome).toBe('fail');
      expect(told()).toEqual([
        [
          '“What it is made of” fails for Everything, which is approved',
          'high',
          ['group:default/data-platform', 'group:default/security'],
        ],
      ]);
      expect(registry.state.sent[0].payload.description).toContain(
        'quote-shell 1.4.0',
      );

      await put('c.json', anAdvisory({ id: 'GHSA-else', affected: [] }));
      await read();
      registry.wait(25 * 3600);
      await registry.checkWorker.run();
      expect(told()).toHaveLength(1);

      await rm(join(folder, 'b.json'));
      await read();
      expect((await verdict(digest)).outcome).toBe('pass');
      expect(told()).toHaveLength(1);
      await put('b.json', anAdvisory({ id: 'GHSA-new' }));
      await read();
      expect(told()).toHaveLength(2);
    });

    it('takes lists that somebody hands in, beside its own and never in their place', async () => {
      await put('a.json', anAdvisory());
      await start();
      await read();
      const digest = await submit();
      const document = {
        ...{ bomFormat: 'CycloneDX', specVersion: '1.6' },
        components: [
          { name: 'nice', version: '1.0.0', purl: 'pkg:npm/nice@1.0.0' },
        ],
      };
      await expect(
        registry.contents.sboms.upload(dave, { digest, document }),
      ).rejects.toMatchObject({ name: 'NotAllowedError' });
      await expect(
        registry.contents.sboms.upload(bob, { digest, document: { a: 1 } }),
      ).rejects.toThrow('neither CycloneDX');
      const items = await registry.contents.sboms.upload(bob, {
        ...{ digest, document },
      });
      expect(items.map(({ origin, by }) => [origin, by])).toEqual([
        ['installed', undefined],
        ['uploaded', 'user:default/bob'],
      ]);
      expect(await verdict(digest)).toMatchObject({
        outcome: 'fail',
        evidence: { components: 3 },
      });
      const own = await registry.contents.sboms.find(carol, {
        ...{ digest, origin: 'installed' },
      });
      expect(JSON.parse(own.document)).toMatchObject({
        bomFormat: 'CycloneDX',
        metadata: { component: { name: 'files', purl: 'pkg:npm/files@1.2.3' } },
        components: [{ name: 'quote-shell', version: '1.4.0' }],
      });
      expect(await registry.contents.sboms.remove(bob, digest)).toHaveLength(1);
    });

    it('of a server that runs elsewhere is nobody’s matter, until somebody hands in a list', async () => {
      await put('a.json', anAdvisory());
      await start(
        {},
        {
          package: undefined,
          upstream: { type: 'streamable-http', url: 'http://localhost:7010/x' },
        },
      );
      registry.state.runtime = {};
      await read();
      const digest = await submit();
      expect((await verdict(digest)).outcome).toBe('notApplicable');
      await registry.contents.sboms.upload(bob, {
        digest,
        document: {
          ...{ spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT' },
          packages: [
            {
              ...{ SPDXID: 'SPDXRef-a', name: 'nice', versionInfo: '1.0.0' },
              externalRefs: [
                {
                  referenceType: 'purl',
                  referenceLocator: 'pkg:npm/nice@1.0.0',
                },
              ],
              licenseDeclared: 'MIT',
            },
          ],
        },
      });
      expect(await verdict(digest)).toMatchObject({
        outcome: 'warn',
        findings: [{ rule: 'list-only-claimed' }],
      });
    });
  },
);
