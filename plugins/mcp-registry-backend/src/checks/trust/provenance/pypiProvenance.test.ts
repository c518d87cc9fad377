import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import {
  aFile,
  aPypiSubject,
  hashOf,
  pinOf,
  provenancePath,
  publishPypi,
  SOURCE,
  WHEEL,
} from '../__testUtils__/aPypiRelease';
import { aConfig, clock } from '../__testUtils__/fixtures';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { createTrustChecks } from '../createTrustChecks';
import { ISSUER, KeySet, REPOSITORY } from '../sigstore/__testUtils__/KeySet';

const EVIL = 'https://github.com/evil/orders';
const LINUX = 'acme_orders-1.2.0-cp312-cp312-manylinux_2_28_x86_64.whl';

describe('ProvenanceCheck of a package of PyPI', () => {
  const keySet = new KeySet();
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
    packages: ['pypi:Acme_*'],
    root: 'company',
    issuer: ISSUER,
    sourceRepository: REPOSITORY,
  };
  const run = async (trust: JsonObject = {}, subject = aPypiSubject()) => {
    const roots = [{ name: 'company', file }];
    const config = aConfig(registry, { roots, signers: [signer], ...trust });
    const check = createTrustChecks({ config, clock }).find(
      ({ manifest }) => manifest.id === 'provenance',
    )!;
    const { signal } = new AbortController();
    const result = await check.run(subject, { signal });
    return { ...result, rules: result.findings.map(({ rule }) => rule) };
  };

  type Signed = Partial<Parameters<KeySet['sign']>[0]>;
  /** As PyPI hands it out (PEP 740): the parts of a bundle in another order. */
  const attestation = (filename: string, more: Signed = {}, hex?: string) => {
    const statement = {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        { name: filename, digest: { sha256: hex ?? hashOf(filename) } },
      ],
      predicateType: 'https://docs.pypi.org/attestations/publish/v1',
      predicate: null,
    };
    const { verificationMaterial, dsseEnvelope } = keySet.sign({
      ...{ statement, ...more },
    });
    const { certificate } = verificationMaterial as {
      certificate?: { rawBytes: string };
    };
    return {
      version: 1,
      verification_material: {
        certificate: certificate?.rawBytes,
        transparency_entries: verificationMaterial.tlogEntries,
      },
      envelope: {
        statement: dsseEnvelope.payload,
        signature: dsseEnvelope.signatures[0].sig,
      },
    };
  };
  const attest = (filename: string, ...attestations: unknown[]) =>
    registry.json(provenancePath(filename), {
      version: 1,
      attestation_bundles: [
        { publisher: { kind: 'GitHub', repository: 'x' }, attestations },
      ],
    });

  it('passes what the expected workflow published, with expected and actual', async () => {
    publishPypi(registry);
    attest(WHEEL, attestation(WHEEL));
    const result = await run();
    expect(result).toMatchObject({
      ...{ outcome: 'pass', findings: [] },
      summary: expect.stringContaining(REPOSITORY),
    });
    expect(result.evidence).toMatchObject({
      files: [
        {
          file: WHEEL,
          digest: `sha256:${hashOf(WHEEL)}`,
          signatures: [
            {
              verified: true,
              comparisons: [
                { what: 'issuer', agrees: true },
                { what: 'sourceRepository', actual: REPOSITORY },
              ],
            },
          ],
        },
      ],
    });
    // Sources are not installed, so nobody asks who signed them.
    expect(registry.paths()).not.toContain(provenancePath(SOURCE));
  });

  it('fails what somebody else published, whatever the index says of its publisher', async () => {
    publishPypi(registry);
    attest(WHEEL, attestation(WHEEL, { repository: EVIL }));
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

  it('fails a signature of other bytes, a tampered one, one out of its time and one in no log', async () => {
    publishPypi(registry);
    attest(WHEEL, attestation(WHEEL, {}, 'b'.repeat(64)));
    expect((await run()).rules).toEqual(['other-artifact']);
    const tampered = attestation(WHEEL);
    const statement = Buffer.from(tampered.envelope.statement, 'base64');
    tampered.envelope.statement = Buffer.from(
      statement.toString().replace('publish/v1', 'publish/v2'),
    ).toString('base64');
    attest(WHEEL, tampered);
    expect((await run()).rules).toEqual(['tampered']);
    const late = new Date('2026-11-28T13:00:00Z');
    attest(WHEEL, attestation(WHEEL, { signedAt: late }));
    expect((await run()).rules).toEqual(['expired-certificate']);
    attest(WHEEL, attestation(WHEEL, { withoutLog: true }));
    expect((await run()).rules).toEqual(['malformed']);
  });

  it.each([
    ['nothing', null],
    ['text', 'attestation'],
    ['another version', { version: 2 }],
    ['no certificate', { certificate: 7 }],
    ['a certificate that is none', { certificate: 'AAAA' }],
    ['entries that are none', { transparency_entries: [{}] }],
    ['too many entries', { transparency_entries: Array(6).fill({}) }],
  ])('refuses %s, and looks at the others', async (_, change) => {
    publishPypi(registry);
    const good = attestation(WHEEL);
    const broken =
      change === null || typeof change === 'string'
        ? change
        : {
            ...{ ...good, ...change },
            verification_material: {
              ...{ ...good.verification_material, ...change },
            },
          };
    attest(WHEEL, broken);
    expect(await run()).toMatchObject({
      outcome: 'fail',
      rules: ['malformed'],
    });
    attest(WHEEL, broken, good);
    expect(await run()).toMatchObject({
      outcome: 'pass',
      findings: [{ level: 'note', rule: 'malformed' }],
    });
  });

  it('wants every wheel signed from which it could be installed', async () => {
    const files = [WHEEL, LINUX].map(name => aFile(name));
    publishPypi(registry, { files });
    const subject = aPypiSubject(pinOf(WHEEL, LINUX));
    attest(WHEEL, attestation(WHEEL));
    expect(await run({}, subject)).toMatchObject({
      outcome: 'warn',
      rules: ['none-published'],
      findings: [{ excerpt: LINUX }],
    });
    const required = [{ ...signer, required: true }];
    expect(await run({ signers: required }, subject)).toMatchObject({
      outcome: 'fail',
    });
    // The signature of another file of the same release is none of this one.
    attest(LINUX, attestation(WHEEL));
    expect((await run({}, subject)).rules).toEqual(['other-artifact']);
    attest(LINUX, attestation(LINUX));
    expect((await run({}, subject)).outcome).toBe('pass');
    const one = { integrity: `sha256:${hashOf(WHEEL)}` };
    registry.set(provenancePath(LINUX), { status: 500 });
    expect((await run({}, aPypiSubject(undefined, one))).outcome).toBe('pass');
    expect((await run({}, subject)).outcome).toBe('error');
  });

  it('warns where none is published, and fails where one is required', async () => {
    publishPypi(registry);
    const none = { outcome: 'warn', rules: ['none-published'] };
    expect(await run()).toMatchObject({
      ...none,
      summary: expect.stringMatching(/^None published here/),
    });
    attest(WHEEL);
    expect(await run()).toMatchObject(none);
    expect(
      await run({ signers: [{ ...signer, required: true }] }),
    ).toMatchObject({ outcome: 'fail', rules: ['none-published'] });
  });

  it('is an error where the index says that it has one and hands out none, or does not answer', async () => {
    const provenance = 'https://index.example/integrity';
    publishPypi(registry, {
      files: [aFile(WHEEL, { provenance }), aFile(SOURCE)],
    });
    const error = { outcome: 'error', isTransient: true };
    expect(await run()).toMatchObject(error);
    for (const answer of [
      { status: 500 },
      { status: 403 },
      { body: 'no JSON' },
      { body: '{"version":2,"attestation_bundles":[]}' },
      { body: Buffer.alloc(9 * 1024 * 1024, ' ') },
      { status: 302, headers: { location: 'http://127.0.0.2:1/' } },
    ]) {
      registry.set(provenancePath(WHEEL), answer);
      expect(await run()).toMatchObject({
        ...error,
        summary: expect.stringMatching(/^Not reachable/),
      });
    }
  });

  it('warns where nobody said who should publish, and is an error where nobody is believed', async () => {
    publishPypi(registry);
    attest(WHEEL, attestation(WHEEL));
    expect(await run({ signers: [], defaultRoot: 'company' })).toMatchObject({
      outcome: 'warn',
      rules: ['nobody-expected'],
    });
    expect((await run({ signers: [] })).outcome).toBe('error');
  });

  it('is an error where what is pinned is not there to be signed', async () => {
    publishPypi(registry);
    for (const pin of [pinOf(WHEEL), `sha256:${hashOf(SOURCE)}`, 'sha512-x']) {
      expect(await run({}, aPypiSubject(pin))).toMatchObject({
        outcome: 'error',
      });
    }
    expect(registry.paths()).not.toContain(provenancePath(WHEEL));
  });
});
