import { createHash } from 'node:crypto';
import dns from 'node:dns';
import { Socket } from 'node:net';
import { makeKeys } from './__testUtils__/Authority';
import {
  ISSUER,
  KeySet,
  NOW,
  provenanceV02,
  provenanceV1,
  REPOSITORY,
  type SigningOptions,
} from './__testUtils__/KeySet';
import type { ExpectedIdentity } from './types';
import { type BundleQuestion, verifyBundle } from './verifyBundle';

/** Offline: whoever connects, or asks for a name, fails the test in which it happens. */
const refuseToConnect = () => {
  throw new Error('Something wants to connect');
};
const ways = [
  jest.spyOn(Socket.prototype, 'connect').mockImplementation(refuseToConnect),
  jest.spyOn(dns, 'lookup').mockImplementation(refuseToConnect as never),
  jest.spyOn(globalThis, 'fetch').mockImplementation(refuseToConnect),
];

const HEX = createHash('sha512').update('the archive').digest('hex');
const EXPECTED: ExpectedIdentity = {
  issuer: ISSUER,
  sourceRepository: 'github:acme/orders',
  workflow: '.github/workflows/release.yml',
  sourceRef: 'refs/tags/v*',
  builder: 'https://github.com/actions/runner/github-hosted',
};

const keySet = new KeySet();
const statement = provenanceV1(HEX);
const sign = (more: Partial<SigningOptions> = {}) =>
  keySet.sign({ statement, ...more });
const check = (bundle: unknown, more: Partial<BundleQuestion> = {}) =>
  verifyBundle({
    bundle,
    artifact: { algorithm: 'sha512', hex: HEX },
    trustRoot: keySet.trustRoot(),
    expected: EXPECTED,
    ...more,
  });

/** A copy with something else at a place. */
function changed(bundle: object, path: string, value: unknown): object {
  const copy = structuredClone(bundle) as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop()!;
  const at = keys.reduce(
    (node, key) => node[key] as Record<string, unknown>,
    copy,
  );
  at[last] = value;
  return copy;
}

const ENTRY = 'verificationMaterial.tlogEntries.0';

describe('verifyBundle', () => {
  it('believes a good bundle, and says who signed it', () => {
    const verdict = check(sign());
    expect(verdict).toMatchObject({
      verified: true,
      identity: {
        issuer: ISSUER,
        sourceRepository: REPOSITORY,
        runnerEnvironment: 'github-hosted',
      },
      provenance: { predicateType: 'https://slsa.dev/provenance/v1' },
      message: expect.stringContaining(`${REPOSITORY}/.github/workflows`),
    });
    expect(verdict.comparisons).toHaveLength(5);
    expect(verdict.comparisons.every(({ agrees }) => agrees)).toBe(true);
  });

  it('reads provenance of the older form', () => {
    const bundle = sign({ statement: provenanceV02(HEX) });
    const expected = { builder: 'https://github.com/actions/runner' };
    expect(check(bundle, { expected })).toMatchObject({
      verified: true,
      provenance: {
        sourceRepository: `git+${REPOSITORY}`,
        workflow: '.github/workflows/release.yml',
      },
    });
    expect(check(bundle)).toMatchObject({ refusal: 'wrong-identity' });
  });

  it('refuses tampered content', () => {
    const other = Buffer.from(
      JSON.stringify(provenanceV1('b'.repeat(128))),
    ).toString('base64');
    const bundle = sign();
    expect(check(changed(bundle, 'dsseEnvelope.payload', other))).toMatchObject(
      { verified: false, refusal: 'tampered' },
    );
    const { sig } = sign().dsseEnvelope.signatures[0];
    expect(
      check(changed(bundle, 'dsseEnvelope.signatures.0.sig', sig)),
    ).toMatchObject({ refusal: 'tampered' });
    // Signature and log entry of the changed content, by somebody else's key.
    const { dsseEnvelope, verificationMaterial } = sign();
    expect(
      check({
        ...changed(bundle, ENTRY, verificationMaterial.tlogEntries[0]),
        dsseEnvelope,
      }),
    ).toMatchObject({ refusal: 'tampered' });
  });

  it('refuses another signer, with expected and actual', () => {
    const repository = 'https://github.com/evil/orders';
    const verdict = check(
      sign({ repository, statement: provenanceV1(HEX, repository) }),
    );
    expect(verdict).toMatchObject({
      verified: false,
      refusal: 'wrong-identity',
      message: expect.stringContaining(
        'expected sourceRepository github:acme/orders, found https://github.com/evil/orders',
      ),
    });
    expect(verdict.comparisons).toContainEqual({
      what: 'sourceRepository',
      expected: 'github:acme/orders',
      actual: repository,
      agrees: false,
    });
  });

  it('refuses a statement that claims another repository than its signer’s', () => {
    const repository = 'https://github.com/evil/orders';
    expect(check(sign({ repository }), { expected: {} })).toMatchObject({
      refusal: 'wrong-identity',
      message: expect.stringContaining('evil'),
    });
  });

  it('takes the repository for the source, not what it was built with', () => {
    const image = {
      uri: 'pkg:docker/node@24',
      digest: { sha256: 'd'.repeat(64) },
    };
    const { buildDefinition, runDetails } = statement.predicate;
    const [source] = buildDefinition.resolvedDependencies;
    const built = (...resolvedDependencies: object[]) =>
      check(
        sign({
          statement: {
            ...statement,
            predicate: {
              buildDefinition: { resolvedDependencies },
              runDetails,
            },
          },
        }),
        { expected: { sourceRepository: REPOSITORY } },
      );
    expect(built(image, source)).toMatchObject({
      verified: true,
      provenance: { sourceRef: 'refs/tags/v1.2.0' },
    });
    expect(built(image).verified).toBe(true);
    expect(
      built(image, { ...source, digest: { gitCommit: 'e'.repeat(40) } }),
    ).toMatchObject({
      refusal: 'wrong-identity',
      message: expect.stringContaining('eeee'),
    });
  });

  it('takes an identity that is not said for a wrong one', () => {
    const expected = { builder: 'https://github.com/actions/runner' };
    const plain = { ...statement, predicateType: 'https://example.com/other' };
    expect(check(sign({ statement: plain }), { expected })).toMatchObject({
      refusal: 'wrong-identity',
      message: expect.stringContaining('found none'),
    });
  });

  it.each([-6, 6])(
    'refuses what was signed %s minutes from the middle of its certificate',
    minutes => {
      const signedAt = new Date(NOW.getTime() + minutes * 60_000);
      expect(check(sign({ signedAt }))).toMatchObject({
        verified: false,
        refusal: 'expired-certificate',
      });
    },
  );

  it('refuses what is in no log, or in the log of somebody else', () => {
    expect(check(sign({ withoutLog: true }))).toMatchObject({
      verified: false,
      refusal: 'missing-log',
    });
    const [entry] = new KeySet().sign({ statement }).verificationMaterial
      .tlogEntries;
    expect(check(changed(sign(), ENTRY, entry)).verified).toBe(false);
    expect(
      check(
        changed(
          sign(),
          `${ENTRY}.inclusionPromise`,
          'inclusionPromise' in entry && entry.inclusionPromise,
        ),
      ),
    ).toMatchObject({ refusal: 'wrong-log' });
    const hash = Buffer.alloc(32).toString('base64');
    expect(
      check(changed(sign(), `${ENTRY}.inclusionProof.hashes`, [hash])),
    ).toMatchObject({ refusal: 'wrong-log' });
    expect(
      check(changed(sign(), `${ENTRY}.inclusionPromise`, undefined)),
    ).toMatchObject({ refusal: 'missing-timestamp' });
  });

  it('refuses a log’s time that was changed', () => {
    const before = sign({ signedAt: new Date(NOW.getTime() + 3_600_000) });
    const time = String(Math.floor(NOW.getTime() / 1000));
    expect(
      check(changed(before, `${ENTRY}.integratedTime`, time)),
    ).toMatchObject({ refusal: 'wrong-log' });
  });

  it('refuses a certificate that no log of certificates promised, where the root has one', () => {
    const bundle = sign({ withoutCertificatePromise: true });
    expect(check(bundle)).toMatchObject({ refusal: 'untrusted-signer' });
    expect(
      check(bundle, { trustRoot: keySet.trustRoot({ ctlogs: true }) }).verified,
    ).toBe(true);
  });

  it('refuses a time that no log of the root vouches for', () => {
    const trustRoot = keySet.trustRoot({ tlogs: true });
    expect(check(sign(), { trustRoot }).verified).toBe(false);
    expect(check(sign({ withoutLog: true }), { trustRoot })).toMatchObject({
      refusal: 'missing-timestamp',
    });
  });

  it('believes time stamps in place of a log, where the root has no log', () => {
    const trustRoot = keySet.trustRoot({ tlogs: true });
    const stamped = (minutes: number, by = keySet) => {
      const stampedAt = new Date(NOW.getTime() + minutes * 60_000);
      const bundle = by.sign({ statement, stampedAt, withoutLog: true });
      return { bundle, verdict: check(bundle, { trustRoot }) };
    };
    const { bundle, verdict } = stamped(0);
    expect(verdict.verified).toBe(true);
    expect(stamped(6).verdict).toMatchObject({
      refusal: 'expired-certificate',
    });
    // Of another signature, of another authority, and none that can be read.
    const path =
      'verificationMaterial.timestampVerificationData.rfc3161Timestamps.0.signedTimestamp';
    for (const other of [stamped(0), stamped(0, new KeySet())]) {
      const [stamp] =
        other.bundle.verificationMaterial.timestampVerificationData!
          .rfc3161Timestamps;
      expect(
        check(changed(bundle, path, stamp.signedTimestamp), { trustRoot }),
      ).toMatchObject({ refusal: 'missing-timestamp' });
    }
    expect(check(changed(bundle, path, 'MAA='), { trustRoot }).verified).toBe(
      false,
    );
    // A stamp does not replace the log of a root that has one.
    expect(check(bundle)).toMatchObject({ refusal: 'missing-log' });
  });

  it('believes an entry without a time, where a stamp gives it one', () => {
    const stampedAt = NOW;
    const bundle = sign({ byPlace: true, stampedAt });
    expect(check(bundle).verified).toBe(true);
    expect(check(sign({ byPlace: true }))).toMatchObject({
      refusal: 'missing-timestamp',
    });
    const proof = `${ENTRY}.inclusionProof`;
    const hash = Buffer.alloc(32).toString('base64');
    expect(check(changed(bundle, `${proof}.hashes`, [hash]))).toMatchObject({
      refusal: 'wrong-log',
    });
    const [entry] = sign({ byPlace: true, stampedAt }).verificationMaterial
      .tlogEntries;
    expect(check(changed(bundle, ENTRY, entry))).toMatchObject({
      refusal: 'tampered',
    });
    const early = new Date(NOW.getTime() - 6 * 60_000);
    expect(check(sign({ byPlace: true, stampedAt: early }))).toMatchObject({
      refusal: 'expired-certificate',
    });
  });

  it('is not kept busy by a name in a checkpoint that is a pattern', () => {
    const path = `${ENTRY}.inclusionProof.checkpoint.envelope`;
    const [{ inclusionProof }] = sign().verificationMaterial.tlogEntries;
    const { envelope } = inclusionProof.checkpoint;
    const hostile = envelope.replace(
      '\u2014 log.test',
      `\u2014 (${'(a|a|h)*'.repeat(20)}t+)+$x`,
    );
    expect(hostile).not.toBe(envelope);
    expect(check(changed(sign(), path, hostile))).toMatchObject({
      refusal: 'wrong-log',
    });
    expect(
      check(changed(sign(), path, envelope.replace('log.test ', '(log '))),
    ).toMatchObject({ refusal: 'wrong-log' });
  });

  it('refuses another artifact', () => {
    const hex = 'c'.repeat(128);
    expect(
      check(sign(), { artifact: { algorithm: 'sha512', hex } }),
    ).toMatchObject({ verified: false, refusal: 'other-artifact' });
    // The same digits under another algorithm are another digest.
    expect(
      check(sign(), { artifact: { algorithm: 'sha256', hex: HEX } }),
    ).toMatchObject({ refusal: 'other-artifact' });
  });

  it('refuses an authority that is not in the root, and everybody without a root', () => {
    const trustRoot = new KeySet().trustRoot();
    expect(check(sign(), { trustRoot })).toMatchObject({
      verified: false,
      refusal: 'untrusted-signer',
    });
    expect(check(sign(), { trustRoot: undefined })).toMatchObject({
      refusal: 'untrusted-signer',
    });
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'bundle'],
    ['an empty object', {}],
    ['no certificate', changed(sign(), 'verificationMaterial.certificate', {})],
    [
      'a certificate that is none',
      changed(sign(), 'verificationMaterial.certificate.rawBytes', 'AAAA'),
    ],
    ['no statement', changed(sign(), 'dsseEnvelope.payloadType', 'text/plain')],
    [
      'two signatures',
      changed(sign(), 'dsseEnvelope.signatures', [
        ...sign().dsseEnvelope.signatures,
        ...sign().dsseEnvelope.signatures,
      ]),
    ],
    [
      'a signature of bytes as they are',
      {
        ...sign(),
        dsseEnvelope: undefined,
        messageSignature: {
          messageDigest: { algorithm: 'SHA2_512', digest: 'AAAA' },
          signature: 'AAAA',
        },
      },
    ],
    [
      'a log entry that is no JSON',
      changed(sign(), `${ENTRY}.canonicalizedBody`, 'e30x'),
    ],
  ])('refuses %s', (_, bundle) => {
    expect(check(bundle).verified).toBe(false);
  });

  it('believes a statement of another kind about the artifact only as a signature', () => {
    const plain = { ...statement, predicateType: 'https://example.com/other' };
    expect(check(sign({ statement: plain }), { expected: {} })).toMatchObject({
      verified: true,
      provenance: undefined,
    });
  });
});

describe('verifyBundle with keys of the company', () => {
  const key = makeKeys();
  const company = { name: 'release-2026', key: key.publicKey };
  const other = { name: 'release-2025', key: makeKeys().publicKey };
  const byKey = (more: Partial<BundleQuestion> = {}) => ({
    expected: {},
    trustRoot: undefined,
    keys: [other, company],
    ...more,
  });

  it('believes any of the keys, and says which', () => {
    expect(check(sign({ key }), byKey())).toMatchObject({
      verified: true,
      identity: { key: 'release-2026' },
    });
  });

  it('refuses other keys, none, and changed content', () => {
    const refused = { verified: false, refusal: 'untrusted-signer' };
    expect(check(sign({ key }), byKey({ keys: [other] }))).toMatchObject(
      refused,
    );
    expect(check(sign({ key }), byKey({ keys: [] }))).toMatchObject(refused);
    const payload = Buffer.from(JSON.stringify(provenanceV02(HEX))).toString(
      'base64',
    );
    expect(
      check(changed(sign({ key }), 'dsseEnvelope.payload', payload), byKey()),
    ).toMatchObject(refused);
  });

  it('requires a log entry where there is a root with logs', () => {
    const trustRoot = keySet.trustRoot();
    const question = byKey({ trustRoot });
    expect(check(sign({ key }), question).verified).toBe(true);
    expect(check(sign({ key, withoutLog: true }), question)).toMatchObject({
      refusal: 'missing-log',
    });
  });

  it('is about the artifact, and does not say who built it', () => {
    const hex = 'c'.repeat(128);
    expect(
      check(sign({ key }), byKey({ artifact: { algorithm: 'sha512', hex } })),
    ).toMatchObject({ refusal: 'other-artifact' });
    expect(
      check(sign({ key }), byKey({ expected: { issuer: ISSUER } })),
    ).toMatchObject({ refusal: 'wrong-identity' });
  });
});

// The last of this file: all of the above has run.
it('asks nobody', () => {
  expect(ways.map(({ mock }) => mock.calls)).toEqual([[], [], []]);
  expect(() => new Socket().connect(1)).toThrow('Something wants to connect');
});
