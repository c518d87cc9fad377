import type { JsonObject } from '@backstage/types';
import {
  aConfig,
  aPackument,
  aSubject,
  clock,
  PACKAGE_PATH,
} from '../__testUtils__/fixtures';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { createTrustChecks } from '../createTrustChecks';
import { makeKeys } from '../sigstore/__testUtils__/Authority';

describe('OriginCheck', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(() => registry.close());
  beforeEach(() => registry.clear());

  const run = async (subject = aSubject(), trust: JsonObject = {}) => {
    const config = aConfig(registry, trust);
    const check = createTrustChecks({ config, clock }).find(
      ({ manifest }) => manifest.id === 'origin',
    )!;
    const { signal } = new AbortController();
    const result = await check.run(subject, { signal });
    expect(Object.keys(check.manifest.outcomes)).toContain(result.outcome);
    const rules = result.findings.map(({ rule, level }) => `${level} ${rule}`);
    return { ...result, rules };
  };
  const named = (identifier: string, version = '1.2.0') =>
    aSubject({ package: { registry: 'npm', identifier, version } });
  const publish = (...args: Parameters<typeof aPackument>) =>
    registry.json(PACKAGE_PATH, aPackument(...args));

  it('passes a package about which nothing needs a look, and keeps what it saw', async () => {
    publish();
    expect(await run()).toMatchObject({
      outcome: 'pass',
      rules: [],
      evidence: { licence: 'Apache-2.0', ageDays: 58, maintainers: 2 },
      dataAt: '2026-11-28T12:00:00.000Z',
    });
  });

  it('fails what is not there', async () => {
    expect(await run()).toMatchObject({
      outcome: 'fail',
      rules: ['error not-there'],
    });
    publish();
    expect((await run(named('@acme/orders', '1.2.1'))).rules).toEqual([
      'error not-there',
    ]);
  });

  it.each(['latest', '^1.2.0', '1.x', '1.2', '*', '1.2.0 || 2.0.0'])(
    'fails the version %s, which is none',
    async version => {
      publish();
      const { outcome, rules } = await run(named('@acme/orders', version));
      expect(outcome).toBe('fail');
      expect(rules).toContain('error no-exact-version');
    },
  );

  it('fails what is not pinned', async () => {
    publish();
    const { rules } = await run(aSubject({ installed: undefined }));
    expect(rules).toEqual(['error not-pinned']);
  });

  it('holds licences against those that are allowed', async () => {
    const licences = { allowed: ['MIT', 'Apache-2.0'] };
    const of = async (license: unknown) => {
      publish({ license });
      return (await run(aSubject(), { licences })).rules;
    };
    expect(await of('MIT')).toEqual([]);
    expect(await of('(GPL-3.0-only OR MIT)')).toEqual([]);
    expect(await of({ type: 'MIT' })).toEqual([]);
    expect(await of('GPL-3.0-only')).toEqual(['error licence-not-allowed']);
    expect(await of('MIT AND GPL-3.0-only')).toEqual([
      'error licence-not-allowed',
    ]);
    expect(await of('UNLICENSED')).toEqual(['error licence-not-allowed']);
    expect(await of(undefined)).toEqual(['warning licence-unknown']);
    expect(await of('SEE LICENSE IN LICENSE')).toEqual([
      'warning licence-unknown',
    ]);
    expect(await of(7)).toEqual(['warning licence-unknown']);
  });

  it('waits for new releases, and does not believe dates of the future', async () => {
    const of = async (at: string, trust = {}) => {
      publish({}, at);
      return (await run(aSubject(), trust)).rules;
    };
    expect(await of('2026-11-22T12:00:00.000Z')).toEqual(['warning too-new']);
    expect(await of('2026-11-21T12:00:00.000Z')).toEqual([]);
    expect(await of('2027-11-21T12:00:00.000Z')).toEqual(['warning too-new']);
    expect(
      await of('2026-11-28T11:00:00.000Z', { minReleaseAgeDays: 0 }),
    ).toEqual([]);
    expect(await of('no date')).toEqual(['warning release-age-unknown']);
    expect(await of('2023-01-01T00:00:00.000Z')).toEqual(['warning stale']);
  });

  it('mentions what its publisher says of it', async () => {
    publish({ deprecated: 'use other\u202e', maintainers: [{ name: 'ann' }] });
    const result = await run();
    expect(result.rules).toEqual(['warning deprecated', 'note one-maintainer']);
    expect(result.findings[0].excerpt).toBe('use other\\u{202e}');
    publish({ deprecated: '' });
    expect((await run()).rules).toEqual([]);
  });

  it('looks whether names, source and publisher agree', async () => {
    const of = async (version: object, trust: JsonObject = {}) => {
      publish(version);
      return (await run(aSubject(), trust)).rules;
    };
    expect(await of({ mcpName: 'io.github.Acme/orders' })).toEqual([]);
    expect(await of({ mcpName: 'com.acme/orders' })).toEqual([]);
    expect(await of({ mcpName: 'io.github.evil/orders' })).toEqual([
      'warning mcp-name-other-owner',
    ]);
    expect(await of({ mcpName: 'orders' })).toEqual([
      'note mcp-name-differs',
      'warning mcp-name-unreadable',
    ]);
    expect(await of({ mcpName: 'io.github.acme/ledger' })).toEqual([
      'note mcp-name-differs',
    ]);
    expect(await of({ repository: undefined })).toEqual([
      'warning no-repository',
    ]);
    const pem = makeKeys().publicKey.export({
      type: 'spki',
      format: 'pem',
    }) as string;
    const trust = (sourceRepository: string) => ({
      keys: [{ name: 'one', publicKey: pem }],
      signers: [{ packages: ['npm:@acme/*'], keys: ['one'], sourceRepository }],
    });
    expect(await of({}, trust('https://github.com/acme/orders'))).toEqual([]);
    expect(await of({}, trust('https://github.com/acme/other'))).toEqual([
      'warning other-repository',
    ]);
  });

  it('finds names that pose as others', async () => {
    const of = async (
      identifier: string,
      others: string[] = [],
      trust: JsonObject = {},
    ) => {
      const { snapshot } = named(identifier);
      const known = others.map(packageIdentifier => ({
        serverRef: 'api:default/other',
        title: 'Other',
        packageIdentifier,
      }));
      registry.json(`/${encodeURIComponent(identifier).replace(/^%40/, '@')}`, {
        ...aPackument(),
      });
      return (await run(aSubject(snapshot, known), trust)).rules;
    };
    const poses = ['error poses-as'];
    expect(await of('@modelcontextprotocol/server-filesystem')).toEqual([]);
    expect(await of('@modelcontextprotocol/server-filesystems')).toEqual([]);
    expect(await of('@modelcontextprotoco1/server-filesystem')).toEqual(poses);
    expect(await of('modelcontextprotocol-server-filesystem')).toEqual(poses);
    expect(await of('@modelcontextprotcol/server-filesystem')).toEqual([
      'warning near-name',
    ]);
    expect(await of('@somebody/server-filesystem')).toEqual([
      'warning name-of-other-publisher',
    ]);
    expect(await of('@acme/mcp-server')).toEqual([]);
    expect(await of('orders-mcp', ['orders_mcp'])).toEqual(poses);
    expect(await of('orders-mcp', ['orders-mcp'])).toEqual([]);
    expect(
      await of('ledger-mcp', [], { knownServers: ['legder-mcp'] }),
    ).toEqual(['warning near-name']);
  });

  it('finds servers that are called as others here', async () => {
    publish();
    const of = async (serverRef: string) => {
      const { snapshot } = aSubject({ serverRef });
      const others = [{ serverRef: 'api:default/ledger-v1', title: 'Ledger' }];
      return (await run(aSubject(snapshot, others))).rules;
    };
    expect(await of('api:default/ledger_v1')).toEqual([
      'warning poses-as-server',
    ]);
    expect(await of('api:default/ledger-v2')).toEqual(['note near-server']);
    expect(await of('api:other/ledger-v1')).toEqual([]);
    expect(await of('api:default/orders')).toEqual([]);
  });

  it('fails what is bad whatever the registry would say, and is an error otherwise', async () => {
    registry.set(PACKAGE_PATH, { status: 500 });
    expect(await run()).toMatchObject({ outcome: 'error', isTransient: true });
    expect(await run(named('@acme/orders', 'latest'))).toMatchObject({
      outcome: 'fail',
    });
    expect(await run(aSubject(), { npm: undefined })).toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining('mcpRegistry.trust.npm.url'),
    });
  });

  it('reads an image’s labels, through its index', async () => {
    const path = 'acme/orders';
    const config = registry.addBlob(path, {
      created: '2026-10-01T00:00:00Z',
      config: {
        Labels: {
          'org.opencontainers.image.source': 'https://github.com/acme/orders',
          'org.opencontainers.image.licenses': 'MIT',
          'io.modelcontextprotocol.server.name': 'io.github.evil/orders',
        },
      },
    });
    const manifest = registry.addManifest(path, { config: { digest: config } });
    const digest = registry.addManifest(path, {
      manifests: [
        {
          digest: 'sha256:0',
          platform: { os: 'linux', architecture: 'arm64' },
        },
        { digest: manifest, platform: { os: 'linux', architecture: 'amd64' } },
      ],
    });
    const subject = aSubject({
      package: {
        registry: 'oci',
        identifier: `${registry.host}/${path}`,
        version: digest,
      },
      installed: undefined,
    });
    expect(await run(subject)).toMatchObject({
      outcome: 'warn',
      rules: ['warning mcp-name-other-owner'],
      evidence: { licence: 'MIT', ageDays: 58 },
    });
  });

  it('does not apply to what runs elsewhere', async () => {
    const upstream = { type: 'sse' as const, url: 'https://mcp.example' };
    expect((await run(aSubject({ upstream }))).outcome).toBe('notApplicable');
  });
});
