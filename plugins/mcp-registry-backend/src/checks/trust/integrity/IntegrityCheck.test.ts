import {
  aConfig,
  aPackument,
  aSubject,
  clock,
  INTEGRITY,
  NOW,
  PACKAGE_PATH,
} from '../__testUtils__/fixtures';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { createTrustChecks } from '../createTrustChecks';
import type { TrustSubject } from '../types';

const OTHER = `sha512-${Buffer.alloc(64, 7).toString('base64')}`;

describe('IntegrityCheck', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(() => registry.close());
  beforeEach(() => registry.clear());

  const run = async (subject: TrustSubject, config = aConfig(registry)) => {
    const check = createTrustChecks({ config, clock }).find(
      ({ manifest }) => manifest.id === 'integrity',
    )!;
    const { signal } = new AbortController();
    const result = await check.run(subject, { signal });
    expect(Object.keys(check.manifest.outcomes)).toContain(result.outcome);
    return { ...result, rules: result.findings.map(({ rule }) => rule) };
  };

  describe('of a package of npm', () => {
    it('passes what the registry has exactly so', async () => {
      registry.json(PACKAGE_PATH, aPackument());
      expect(await run(aSubject())).toMatchObject({
        outcome: 'pass',
        rules: [],
        dataAt: NOW.toISOString(),
        evidence: { pinned: INTEGRITY, published: INTEGRITY },
      });
      expect(registry.paths()).toEqual([PACKAGE_PATH]);
    });

    it('fails other bytes, and what is gone', async () => {
      const dist = { integrity: OTHER };
      registry.json(PACKAGE_PATH, aPackument({ dist }));
      expect(await run(aSubject())).toMatchObject({
        outcome: 'fail',
        rules: ['other-bytes'],
        findings: [{ excerpt: `pinned ${INTEGRITY}, there ${OTHER}` }],
      });
      registry.json(PACKAGE_PATH, { versions: {} });
      expect((await run(aSubject())).rules).toEqual(['not-there']);
      registry.clear();
      expect(await run(aSubject())).toMatchObject({
        outcome: 'fail',
        rules: ['not-there'],
      });
    });

    it('fails what is not pinned or pinned by something weak, without asking', async () => {
      const installed = undefined;
      expect((await run(aSubject({ installed }))).rules).toEqual([
        'not-pinned',
      ]);
      expect(
        await run(aSubject({ installed: { integrity: 'sha1-AAAAAAAAAAA=' } })),
      ).toMatchObject({ outcome: 'fail', rules: ['weak-pin'] });
      expect(registry.paths()).toEqual([]);
    });

    it('warns of pins that say less than what runs', async () => {
      registry.json(PACKAGE_PATH, aPackument());
      expect(
        await run(aSubject({ installed: { integrity: INTEGRITY } })),
      ).toMatchObject({ outcome: 'warn', rules: ['dependencies-not-pinned'] });
      const folder = { integrity: `sha256:${'a'.repeat(64)}` };
      expect(await run(aSubject({ installed: folder }))).toMatchObject({
        outcome: 'warn',
        rules: ['pinned-by-folder'],
      });
    });

    it('takes the definition’s pin before the probe’s, as what runs does', async () => {
      registry.json(PACKAGE_PATH, aPackument());
      const wanted = aSubject().snapshot.package!;
      expect(
        await run(aSubject({ package: { ...wanted, integrity: OTHER } })),
      ).toMatchObject({ outcome: 'fail' });
    });

    it('is an error where the registry does not say, and one to try again where it does not answer', async () => {
      registry.json(PACKAGE_PATH, aPackument({ dist: {} }));
      expect(await run(aSubject())).toMatchObject({ outcome: 'error' });
      for (const answer of [
        { status: 503 },
        { status: 429 },
        { status: 403 },
        { body: 'no JSON' },
        { body: '{"versions":[]}' },
        { status: 302, headers: { location: 'http://127.0.0.2:1/' } },
      ]) {
        registry.set(PACKAGE_PATH, answer);
        expect(await run(aSubject())).toMatchObject({
          outcome: 'error',
          isTransient: true,
          summary: expect.stringMatching(/^Not reachable: /),
        });
      }
    });

    it.each(['..', '../admin', '@acme/../x', 'a b', 'a?b', '@acme', '/x'])(
      'does not ask for %s, which is no name',
      async identifier => {
        const named = {
          registry: 'npm' as const,
          identifier,
          version: '1.2.0',
        };
        expect(await run(aSubject({ package: named }))).toMatchObject({
          outcome: 'error',
        });
        expect(registry.paths()).toEqual([]);
      },
    );

    it('is an error where no registry is configured, and asks none', async () => {
      const config = aConfig(registry, { npm: undefined });
      expect(await run(aSubject(), config)).toMatchObject({
        outcome: 'error',
        summary: expect.stringContaining('mcpRegistry.trust.npm.url'),
      });
      expect(registry.paths()).toEqual([]);
    });
  });

  describe('of an image', () => {
    const image = (digest: string, version = 'v1') =>
      aSubject({
        package: {
          registry: 'oci',
          identifier: `${registry.host}/acme/orders`,
          version,
        },
        installed: { integrity: digest },
      });

    it('passes what is there under its digest and tag', async () => {
      const digest = registry.addManifest('acme/orders', { a: 1 }, 'v1');
      expect(await run(image(digest))).toMatchObject({
        outcome: 'pass',
        evidence: { pinned: digest, tagged: digest },
      });
    });

    it('warns of a tag that moved or is gone', async () => {
      const digest = registry.addManifest('acme/orders', { a: 1 });
      expect((await run(image(digest))).rules).toEqual(['tag-gone']);
      registry.addManifest('acme/orders', { a: 2 }, 'v1');
      expect(await run(image(digest))).toMatchObject({
        outcome: 'warn',
        rules: ['tag-moved'],
      });
    });

    it('fails what is gone, what is other than its digest, and two pins', async () => {
      const digest = registry.addManifest('acme/orders', { a: 1 });
      const gone = `sha256:${'b'.repeat(64)}`;
      expect((await run(image(gone))).rules).toContain('not-there');
      registry.set(`/v2/acme/orders/manifests/${digest}`, { body: '{"a":2}' });
      expect((await run(image(digest))).rules).toContain('other-bytes');
      expect((await run(image(digest, gone))).rules).toEqual(['two-pins']);
    });

    it('is an error where its registry is none that is asked', async () => {
      const config = aConfig(registry, { images: [] });
      expect(
        await run(image(`sha256:${'b'.repeat(64)}`), config),
      ).toMatchObject({
        outcome: 'error',
        summary: expect.stringContaining(registry.host),
      });
    });

    it('brings a token where the registry asks for one, from no other host', async () => {
      const digest = registry.addManifest('acme/orders', { a: 1 });
      const path = `/v2/acme/orders/manifests/${digest}`;
      const challenge = (realm: string) => ({
        'www-authenticate': `Bearer realm="${realm}",service="test",scope="repository:acme/orders:pull"`,
      });
      const closed = (realm: string) =>
        registry.set(path, ({ headers }) =>
          headers.authorization === 'Bearer let-me-in'
            ? { body: '{"a":1}' }
            : { status: 401, headers: challenge(realm) },
        );
      registry.json('/token', { token: 'let-me-in' });
      closed(`${registry.url}/token`);
      expect((await run(image(digest, digest))).outcome).toBe('pass');
      expect(registry.paths()).toContain(
        '/token?service=test&scope=repository%3Aacme%2Forders%3Apull',
      );
      closed('http://127.0.0.2:1/token');
      expect(await run(image(digest, digest))).toMatchObject({
        outcome: 'error',
        isTransient: true,
      });
    });
  });

  it('does not apply to what runs elsewhere', async () => {
    const upstream = {
      type: 'streamable-http' as const,
      url: 'https://mcp.example',
    };
    expect(await run(aSubject({ upstream }))).toMatchObject({
      outcome: 'notApplicable',
    });
  });
});
