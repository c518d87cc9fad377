import type { JsonObject } from '@backstage/types';
import {
  aFile,
  aPypiSubject,
  JSON_PATH,
  pinOf,
  publishPypi,
  SIMPLE_PATH,
  SOURCE,
  WHEEL,
} from '../__testUtils__/aPypiRelease';
import { aConfig, clock } from '../__testUtils__/fixtures';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { createTrustChecks } from '../createTrustChecks';

describe('OriginCheck of a package of PyPI', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(() => registry.close());
  beforeEach(() => registry.clear());

  const run = async (subject = aPypiSubject(), trust: JsonObject = {}) => {
    const config = aConfig(registry, trust);
    const check = createTrustChecks({ config, clock }).find(
      ({ manifest }) => manifest.id === 'origin',
    )!;
    const { signal } = new AbortController();
    const result = await check.run(subject, { signal });
    const rules = result.findings.map(({ rule, level }) => `${level} ${rule}`);
    return { ...result, rules };
  };
  const of = async (options: Parameters<typeof publishPypi>[1]) => {
    publishPypi(registry, options);
    return (await run()).rules;
  };

  it('passes a package about which nothing needs a look, and keeps what it saw', async () => {
    publishPypi(registry);
    expect(await run()).toMatchObject({
      outcome: 'pass',
      rules: [],
      evidence: {
        ...{ licence: 'Apache-2.0', ageDays: 58, maintainers: 2 },
        ...{ mcpName: 'io.github.acme/orders', exists: true },
        repository: 'https://github.com/acme/orders',
      },
    });
    expect(registry.paths()).toEqual([SIMPLE_PATH, JSON_PATH]);
  });

  it('fails what is not there, and what the index holds back', async () => {
    expect((await run()).rules).toEqual(['error not-there']);
    expect(await of({ files: [] })).toEqual(['error not-there']);
    expect(await of({ files: [aFile('acme_orders-1.2.0-py3.9.egg')] })).toEqual(
      ['error not-there'],
    );
    // Another project whose name begins alike.
    expect(
      await of({ files: [aFile('acme_orders_evil-1.2.0-py3-none-any.whl')] }),
    ).toEqual(['error not-there']);
    const page = { 'project-status': { status: 'quarantined' } };
    expect(await of({ files: [], page })).toEqual(['error quarantined']);
    expect(await of({ page })).toEqual(['error quarantined']);
  });

  it.each(['>=1.2.0', '1.*', 'latest', '1.2.0-beta', ''])(
    'fails the version “%s”, which is none',
    async version => {
      const subject = aPypiSubject(undefined, { version });
      expect((await run(subject)).rules).toContain('error no-exact-version');
    },
  );

  it('takes versions of two parts, of days and of candidates for exact ones', async () => {
    for (const version of ['1.2', '2026.11.1', '1.0rc1', '1!2.0.post1']) {
      const subject = aPypiSubject(undefined, { version });
      const { rules } = await run(subject);
      expect(rules).not.toContain('error no-exact-version');
    }
  });

  it('fails what its publisher has withdrawn, with the reason', async () => {
    const yanked = [aFile(WHEEL, { yanked: 'leaks\u202e' }), aFile(SOURCE)];
    expect(await of({ files: yanked })).toEqual(['error yanked']);
    expect((await run()).findings[0].excerpt).toBe('leaks\\u{202e}');
    expect(await of({ files: [aFile(WHEEL, { yanked: '' })] })).toEqual([
      'error yanked',
    ]);
    const standing = [aFile(WHEEL, { yanked: false }), aFile(SOURCE)];
    expect(await of({ files: standing })).toEqual([]);
  });

  it('warns of projects that nobody goes on with', async () => {
    for (const status of ['archived', 'deprecated']) {
      expect(
        await of({ page: { 'project-status': { status, reason: 'Over' } } }),
      ).toEqual(['warning deprecated']);
    }
    expect(
      await of({ page: { 'project-status': { status: 'active' } } }),
    ).toEqual([]);
    const old = { 'upload-time': '2023-01-01T00:00:00Z' };
    registry.json(SIMPLE_PATH, {
      files: [aFile(WHEEL, old), aFile(SOURCE, old)],
    });
    expect((await run()).rules).toEqual(['warning stale']);
    expect(await of({ roles: 1 })).toEqual(['note one-maintainer']);
  });

  it('waits for new releases, by the youngest of what can run', async () => {
    const young = { 'upload-time': '2026-11-26T00:00:00Z' };
    const unpinned = aPypiSubject(`sha256:${'0'.repeat(64)}`);
    publishPypi(registry, { files: [aFile(WHEEL), aFile(SOURCE, young)] });
    expect((await run(unpinned)).rules).toEqual(['warning too-new']);
    // What came after the pin is not what runs.
    const late = aFile('acme_orders-1.2.0-cp313-none-any.whl', young);
    expect(await of({ files: [aFile(WHEEL), aFile(SOURCE), late] })).toEqual(
      [],
    );
    const unknown = { 'upload-time': undefined };
    expect(await of({ files: [aFile(WHEEL, unknown)] })).toEqual([
      'warning release-age-unknown',
    ]);
  });

  it('reads the licence from its expression, its field or its one classifier', async () => {
    const licence = async (info: object) => {
      publishPypi(registry, {
        info: { license_expression: undefined, ...info },
      });
      const { evidence, rules } = await run();
      return [(evidence as { licence?: string }).licence, ...rules];
    };
    const osi = (name: string) => `License :: OSI Approved :: ${name}`;
    expect(await licence({ license: 'MIT' })).toEqual(['MIT']);
    expect(await licence({ classifiers: [osi('MIT License')] })).toEqual([
      'MIT',
    ]);
    const unknown = 'warning licence-unknown';
    expect(await licence({ classifiers: [osi('BSD License')] })).toEqual([
      osi('BSD License'),
      unknown,
    ]);
    expect(await licence({ license: 'x'.repeat(9000) })).toEqual([
      'x'.repeat(100),
      unknown,
    ]);
    expect(await licence({})).toEqual([undefined, unknown]);
    publishPypi(registry, { info: { license_expression: 'GPL-3.0-only' } });
    expect(
      (await run(aPypiSubject(), { licences: { allowed: ['MIT'] } })).rules,
    ).toEqual(['error licence-not-allowed']);
  });

  it('looks whether the marker in the README, source and names agree', async () => {
    const marked = (description: string, more = {}) =>
      of({ info: { description, ...more } });
    expect(await marked('No marker')).toEqual([]);
    expect(await marked('<!--mcp-name: io.github.acme/orders-->')).toEqual([]);
    expect(await marked('mcp-name: io.github.evil/orders')).toEqual([
      'warning mcp-name-other-owner',
    ]);
    expect(await marked('mcp-name: io.github.acme/ledger')).toEqual([
      'note mcp-name-differs',
    ]);
    expect(await marked('mcp-name: orders')).toEqual([
      'note mcp-name-differs',
      'warning mcp-name-unreadable',
    ]);
    expect(await marked('', { project_urls: null })).toEqual([
      'warning no-repository',
    ]);
    const home = { Homepage: 'https://github.com/acme/orders/tree/main/py' };
    expect(
      await marked('mcp-name: io.github.acme/orders', { project_urls: home }),
    ).toEqual([]);
    expect(
      await marked('', { project_urls: { Homepage: 'https://acme.example' } }),
    ).toEqual(['warning no-repository']);
  });

  it('finds names that pose as others, and takes spellings of one name for one', async () => {
    const named = async (identifier: string) =>
      (await run(aPypiSubject(undefined, { identifier }))).rules;
    expect(await named('mcp-server-fetch')).toEqual(['error not-there']);
    expect(await named('MCP_Server.Fetch')).toEqual(['error not-there']);
    expect(await named('mcp-server-fetcn')).toContain('warning near-name');
    expect(await named('mcpserverfetch')).toContain('error poses-as');
    expect(await named('mcp-server-t1me')).toContain('error poses-as');
  });

  it.each(['..', 'a/b', 'a b', '-x', 'a?b', 'a%2fb', ''])(
    'does not ask for “%s”, which is no name',
    async identifier => {
      const subject = aPypiSubject(undefined, { identifier });
      expect((await run(subject)).outcome).not.toBe('pass');
      expect(registry.paths()).toEqual([]);
    },
  );

  it('is an error where the index does not say it, is too large, or answers nonsense', async () => {
    publishPypi(registry);
    registry.set(JSON_PATH, { status: 404 });
    expect(await run()).toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining('JSON API'),
    });
    registry.json(JSON_PATH, { info: { name: 'other' } });
    expect(await run()).toMatchObject({ outcome: 'error', isTransient: true });
    publishPypi(registry);
    for (const answer of [
      { status: 503 },
      { body: '<html>' },
      { body: '{"files":{}}' },
      { body: '{"files":[{"filename":7}]}' },
      { body: JSON.stringify({ files: [{ filename: WHEEL, hashes: 1 }] }) },
      { body: Buffer.alloc(33 * 1024 * 1024, ' ') },
      { status: 302, headers: { location: 'http://127.0.0.2:1/' } },
    ]) {
      registry.set(SIMPLE_PATH, answer);
      expect(await run()).toMatchObject({
        outcome: 'error',
        isTransient: true,
        summary: expect.stringMatching(/^Not reachable: /),
      });
    }
    expect(await run(aPypiSubject(), { pypi: undefined })).toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining('mcpRegistry.trust.pypi.url'),
    });
  });

  it('asks an index of another address, with its name and password, and tells them to nobody else', async () => {
    publishPypi(registry);
    const pypi = {
      url: registry.url,
      simple: `${registry.url}/simple`,
      ...{ username: 'reader', password: 'sesame' },
    };
    expect((await run(aPypiSubject(), { pypi })).outcome).toBe('pass');
    const basic = Buffer.from('reader:sesame').toString('base64');
    expect(
      new Set(registry.asked.map(({ authorization }) => authorization)),
    ).toEqual(new Set([`Basic ${basic}`]));
  });

  it('needs no more than the pin where the definition names one file', async () => {
    publishPypi(registry);
    const { integrity } = { integrity: pinOf(WHEEL) };
    expect((await run(aPypiSubject(undefined, { integrity }))).rules).toEqual(
      [],
    );
  });
});
