import { sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import {
  aConfig,
  aSubject,
  ATTESTATIONS_PATH,
  clock,
  HEX,
} from '../__testUtils__/fixtures';
import {
  sha256,
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { createTrustChecks } from '../createTrustChecks';
import { makeKeys } from '../sigstore/__testUtils__/Authority';
import {
  ISSUER,
  KeySet,
  provenanceV1,
  REPOSITORY,
} from '../sigstore/__testUtils__/KeySet';
import type { TrustSubject } from '../types';

const EVIL = 'https://github.com/evil/orders';
const SLSA = 'https://slsa.dev/provenance/v1';
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

describe('ProvenanceCheck', () => {
  const keySet = new KeySet();
  const companyKey = makeKeys();
  const folder = mkdtempSync(join(tmpdir(), 'trust-'));
  const file = join(folder, 'root.json');
  let registry: TestRegistry;
  beforeAll(async () => {
    writeFileSync(file, JSON.stringify(keySet.trustRoot().json));
    registry = await startRegistry();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await registry.close();
  });
  beforeEach(() => registry.clear());

  const signer = {
    packages: ['npm:@acme/*'],
    root: 'company',
    issuer: ISSUER,
    sourceRepository: REPOSITORY,
  };
  const trust = (more: JsonObject = {}): JsonObject => ({
    roots: [{ name: 'company', file }],
    keys: [
      {
        name: 'release',
        publicKey: companyKey.publicKey.export({
          type: 'spki',
          format: 'pem',
        }) as string,
      },
    ],
    signers: [
      { ...signer, packages: ['npm:@acme/*', `oci:${registry.host}/acme/*`] },
    ],
    ...more,
  });
  const run = async (more: JsonObject = {}, subject = aSubject()) => {
    const config = aConfig(registry, trust(more));
    const check = createTrustChecks({ config, clock }).find(
      ({ manifest }) => manifest.id === 'provenance',
    )!;
    const { signal } = new AbortController();
    const result = await check.run(subject, { signal });
    expect(Object.keys(check.manifest.outcomes)).toContain(result.outcome);
    return { ...result, rules: result.findings.map(({ rule }) => rule) };
  };
  const publish = (...bundles: unknown[]) =>
    registry.json(ATTESTATIONS_PATH, {
      attestations: bundles.map(bundle => ({ predicateType: SLSA, bundle })),
    });
  const good = () => keySet.sign({ statement: provenanceV1(HEX) });
  const evil = () =>
    keySet.sign({ statement: provenanceV1(HEX, EVIL), repository: EVIL });

  it('passes what the expected workflow built, with expected and actual', async () => {
    publish(good());
    const result = await run();
    expect(result).toMatchObject({
      outcome: 'pass',
      findings: [],
      summary: expect.stringContaining(REPOSITORY),
    });
    expect(result.evidence).toMatchObject({
      digest: `sha512:${HEX}`,
      signatures: [
        {
          verified: true,
          comparisons: [
            { what: 'issuer', agrees: true },
            { what: 'sourceRepository', actual: REPOSITORY },
          ],
        },
      ],
    });
  });

  it('fails what somebody else built, and says who', async () => {
    publish(evil());
    expect(await run()).toMatchObject({
      outcome: 'fail',
      rules: ['wrong-identity'],
      findings: [
        {
          excerpt: expect.stringContaining(
            `sourceRepository: expected ${REPOSITORY}, actual ${EVIL} (differs)`,
          ),
        },
      ],
    });
  });

  it('fails a signature of other bytes, one without a log, and one that cannot be read', async () => {
    publish(keySet.sign({ statement: provenanceV1('b'.repeat(128)) }));
    expect((await run()).rules).toEqual(['other-artifact']);
    publish(keySet.sign({ statement: provenanceV1(HEX), withoutLog: true }));
    expect((await run()).rules).toEqual(['missing-log']);
    publish({ mediaType: 'what' });
    expect((await run()).rules).toEqual(['malformed']);
  });

  it('is content with one good signature, and mentions the others', async () => {
    publish(evil(), good());
    expect(await run()).toMatchObject({
      outcome: 'pass',
      findings: [{ level: 'note', rule: 'wrong-identity' }],
    });
  });

  it('warns where none is published, and fails where one is required', async () => {
    const none = { outcome: 'warn', rules: ['none-published'] };
    expect(await run()).toMatchObject({
      ...none,
      summary: expect.stringMatching(/^None published here/),
    });
    publish();
    expect(await run()).toMatchObject(none);
    // The registry's own word for having taken it in is no signature of its builder.
    registry.json(ATTESTATIONS_PATH, {
      attestations: [
        {
          predicateType:
            'https://github.com/npm/attestation/tree/main/specs/publish/v0.1',
          bundle: good(),
        },
      ],
    });
    expect(await run()).toMatchObject(none);
    expect(
      await run({ signers: [{ ...signer, required: true }] }),
    ).toMatchObject({ outcome: 'fail', rules: ['none-published'] });
  });

  it('is an error to try again where the registry does not answer', async () => {
    registry.set(ATTESTATIONS_PATH, { status: 500 });
    expect(await run()).toMatchObject({
      outcome: 'error',
      isTransient: true,
      summary: expect.stringMatching(/^Not reachable/),
    });
  });

  it('warns where nobody said who should sign, and is an error where nobody is believed', async () => {
    publish(good());
    expect(await run({ signers: [], defaultRoot: 'company' })).toMatchObject({
      outcome: 'warn',
      rules: ['nobody-expected'],
      findings: [{ excerpt: expect.stringContaining(REPOSITORY) }],
    });
    expect(await run({ signers: [] })).toMatchObject({
      outcome: 'error',
      summary: expect.stringContaining('mcpRegistry.trust.signers'),
    });
    publish(keySet.sign({ statement: provenanceV1(HEX), withoutLog: true }));
    expect(await run({ signers: [], defaultRoot: 'company' })).toMatchObject({
      outcome: 'fail',
    });
  });

  it('takes several rules for alternatives', async () => {
    publish(good());
    const other = { ...signer, sourceRepository: EVIL };
    expect((await run({ signers: [other, signer] })).outcome).toBe('pass');
    expect((await run({ signers: [other] })).outcome).toBe('fail');
  });

  it('believes a key of the company', async () => {
    publish(
      keySet.sign({
        statement: provenanceV1(HEX),
        key: companyKey,
        withoutLog: true,
      }),
    );
    const byKey = { packages: ['npm:@acme/orders'], keys: ['release'] };
    expect(await run({ signers: [byKey] })).toMatchObject({
      outcome: 'pass',
      summary: 'Signed by the key release.',
    });
    publish(keySet.sign({ statement: provenanceV1(HEX), key: makeKeys() }));
    expect((await run({ signers: [byKey] })).rules).toEqual([
      'untrusted-signer',
    ]);
  });

  it('is an error where nothing is pinned that a signature could be about', async () => {
    publish(good());
    for (const installed of [
      undefined,
      { integrity: `sha256:${'a'.repeat(64)}` },
    ]) {
      expect(await run({}, aSubject({ installed }))).toMatchObject({
        outcome: 'error',
      });
    }
    const upstream = {
      type: 'streamable-http' as const,
      url: 'https://mcp.example',
    };
    expect((await run({}, aSubject({ upstream }))).outcome).toBe(
      'notApplicable',
    );
  });

  describe('of an image', () => {
    const path = 'acme/orders';
    const image = (digest: string): TrustSubject =>
      aSubject({
        package: {
          registry: 'oci',
          identifier: `${registry.host}/${path}`,
          version: digest,
        },
        installed: undefined,
      });
    const statement = (digest: string) => ({
      ...provenanceV1(''),
      subject: [{ name: 'x', digest: { sha256: digest.slice(7) } }],
    });
    const attach = (bundle: unknown) => {
      const layer = registry.addBlob(path, bundle);
      return registry.addManifest(path, {
        artifactType: BUNDLE,
        layers: [{ mediaType: BUNDLE, digest: layer }],
      });
    };
    const index = (digest: string) => ({
      manifests: [
        { digest, artifactType: BUNDLE },
        { digest: 'sha256:0', artifactType: 'application/sbom' },
      ],
    });

    it('passes what is signed, whether the registry knows referrers or has a tag for them', async () => {
      const digest = registry.addManifest(path, { a: 1 });
      const bundle = attach(keySet.sign({ statement: statement(digest) }));
      registry.json(`/v2/${path}/referrers/${digest}`, index(bundle));
      expect((await run({}, image(digest))).outcome).toBe('pass');
      registry.set(`/v2/${path}/referrers/${digest}`, { status: 404 });
      expect((await run({}, image(digest))).outcome).toBe('warn');
      registry.addManifest(path, index(bundle), digest.replace(':', '-'));
      expect((await run({}, image(digest))).outcome).toBe('pass');
    });

    it('is not stopped by what somebody else put beside it', async () => {
      const digest = registry.addManifest(path, { a: 1 });
      const sound = attach(keySet.sign({ statement: statement(digest) }));
      const text = 'no JSON';
      registry.set(`/v2/${path}/blobs/${sha256(text)}`, { body: text });
      const layers = [{ mediaType: BUNDLE, digest: sha256(text) }];
      const broken = registry.addManifest(path, { layers });
      const empty = registry.addManifest(path, {});
      registry.json(`/v2/${path}/referrers/${digest}`, {
        manifests: [broken, empty, sound].map(one => ({
          digest: one,
          artifactType: BUNDLE,
        })),
      });
      expect(await run({}, image(digest))).toMatchObject({
        outcome: 'pass',
        rules: ['malformed', 'malformed'],
      });
    });

    it('does not follow names that are no digests', async () => {
      const digest = registry.addManifest(path, { a: 1 });
      registry.json(`/v2/${path}/referrers/${digest}`, {
        manifests: [{ digest: '../../../admin', artifactType: BUNDLE }],
      });
      expect((await run({}, image(digest))).outcome).toBe('error');
      expect(registry.paths()).toEqual([`/v2/${path}/referrers/${digest}`]);
    });

    it('fails a signature of another image', async () => {
      const digest = registry.addManifest(path, { a: 1 });
      const other = registry.addManifest(path, { a: 2 });
      const bundle = attach(keySet.sign({ statement: statement(other) }));
      registry.json(`/v2/${path}/referrers/${digest}`, index(bundle));
      expect((await run({}, image(digest))).rules).toEqual(['other-artifact']);
    });

    it('believes a key’s signature of the form before bundles, where no log is required', async () => {
      const digest = registry.addManifest(path, { a: 1 });
      const payload = (of: string) =>
        JSON.stringify({
          critical: {
            identity: { 'docker-reference': path },
            image: { 'docker-manifest-digest': of },
            type: 'cosign container image signature',
          },
        });
      const attachOld = (text: string, keys = companyKey, annotations = {}) => {
        const signed = sign('sha256', Buffer.from(text), keys.privateKey);
        registry.set(`/v2/${path}/blobs/${sha256(text)}`, { body: text });
        registry.addManifest(
          path,
          {
            layers: [
              {
                digest: sha256(text),
                annotations: {
                  'dev.cosignproject.cosign/signature':
                    signed.toString('base64'),
                  ...annotations,
                },
              },
            ],
          },
          `${digest.replace(':', '-')}.sig`,
        );
      };
      const packages = [`oci:${registry.host}/acme/*`];
      const byKey = { packages, keys: ['release'] };
      const of = async (rule: JsonObject = byKey) =>
        run({ signers: [rule] }, image(digest));
      attachOld(payload(digest));
      expect(await of()).toMatchObject({
        outcome: 'pass',
        summary: 'Signed by the key release.',
      });
      expect((await of({ ...byKey, ...signer, packages })).rules).toEqual([
        'missing-log',
      ]);
      expect((await of({ ...byKey, issuer: ISSUER })).rules).toEqual([
        'wrong-identity',
      ]);
      attachOld(payload(digest), makeKeys());
      expect((await of()).rules).toEqual(['untrusted-signer']);
      attachOld(payload(registry.addManifest(path, { a: 2 })));
      expect((await of()).rules).toEqual(['other-artifact']);
      attachOld('{}');
      expect((await of()).rules).toEqual(['malformed']);
      attachOld(payload(digest), companyKey, {
        'dev.sigstore.cosign/certificate': 'PEM',
      });
      expect(await of()).toMatchObject({
        outcome: 'warn',
        rules: ['unread-signature'],
      });
    });

    it('does not take a signature for good that it does not read', async () => {
      const digest = registry.addManifest(path, { a: 1 });
      registry.addManifest(
        path,
        { layers: [] },
        `${digest.replace(':', '-')}.sig`,
      );
      expect(await run({}, image(digest))).toMatchObject({
        outcome: 'warn',
        rules: ['unread-signature'],
      });
    });

    it('is an error where the registry hands out something else than its manifest names', async () => {
      const digest = registry.addManifest(path, { a: 1 });
      const signed = keySet.sign({ statement: statement(digest) });
      const bundle = attach(signed);
      registry.json(`/v2/${path}/referrers/${digest}`, index(bundle));
      const layer = registry.addBlob(path, signed);
      registry.set(`/v2/${path}/blobs/${layer}`, { body: '{}' });
      expect(await run({}, image(digest))).toMatchObject({
        outcome: 'error',
        isTransient: true,
      });
    });
  });
});
