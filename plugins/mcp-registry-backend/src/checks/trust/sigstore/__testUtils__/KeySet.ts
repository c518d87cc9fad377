import { createHash, sign } from 'node:crypto';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { Authority, type Keys, makeKeys } from './Authority';
import { timeStamp } from './timeStamp';

export const NOW = new Date('2026-11-28T12:00:00Z');
const NAME = 'Test authority';
const LONG_AGO = new Date('2020-01-01T00:00:00Z');
const MUCH_LATER = new Date('2040-01-01T00:00:00Z');
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export const ISSUER = 'https://token.actions.githubusercontent.com';
export const REPOSITORY = 'https://github.com/acme/orders';
const REF = 'refs/tags/v1.2.0';
const COMMIT = 'a'.repeat(40);

const sha256 = (...parts: Buffer[]) => {
  const hash = createHash('sha256');
  parts.forEach(part => hash.update(part));
  return hash.digest();
};

/** What is to be signed, and how it differs from what is usual. */
export interface SigningOptions {
  statement: unknown;
  repository?: string;
  /** Of the log entry: when it was signed. */
  signedAt?: Date;
  withoutLog?: boolean;
  /** When an authority stamps it. */
  stampedAt?: Date;
  withoutCertificatePromise?: boolean;
  /** Signed by this key in place of a certificate. */
  key?: Keys;
}

/** An authority, its logs and everything that they sign: as Sigstore has them, made for one run of tests. */
export class KeySet {
  readonly #authority = new Authority(NAME, LONG_AGO, MUCH_LATER);
  readonly #certificateLog = makeKeys();
  readonly #log = makeKeys();
  readonly #stamper = this.#makeStamper();

  trustRoot(
    omitted: { ctlogs?: boolean; tlogs?: boolean; stamps?: boolean } = {},
  ) {
    const log = (keys: Keys, baseUrl: string) => ({
      baseUrl,
      hashAlgorithm: 'SHA2_256',
      publicKey: {
        rawBytes: keys.spki.toString('base64'),
        keyDetails: 'PKIX_ECDSA_P256_SHA_256',
        validFor: { start: LONG_AGO.toISOString() },
      },
      logId: { keyId: keys.id.toString('base64') },
    });
    const certificates = [
      { rawBytes: this.#authority.certificate.toString('base64') },
    ];
    const json = {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      certificateAuthorities: [
        {
          uri: 'https://authority.test',
          certChain: { certificates },
          validFor: { start: LONG_AGO.toISOString() },
        },
      ],
      tlogs: omitted.tlogs ? [] : [log(this.#log, 'https://log.test')],
      ctlogs: omitted.ctlogs
        ? []
        : [log(this.#certificateLog, 'https://ct.test')],
      timestampAuthorities: omitted.stamps
        ? []
        : [
            {
              uri: 'https://stamps.test',
              certChain: {
                certificates: [
                  { rawBytes: this.#stamper.certificate.toString('base64') },
                  ...certificates,
                ],
              },
              validFor: { start: LONG_AGO.toISOString() },
            },
          ],
    };
    return { name: 'test', json, root: TrustedRoot.fromJSON(json) };
  }

  /** A bundle as JSON. */
  sign(options: SigningOptions) {
    const payload = Buffer.from(JSON.stringify(options.statement));
    const signedAt = options.signedAt ?? NOW;
    const keys = options.key ?? makeKeys();
    const encoded = Buffer.concat([
      Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} `),
      Buffer.from(`${payload.length} `),
      payload,
    ]);
    const signature = sign('sha256', encoded, keys.privateKey);
    const signer = options.key
      ? { publicKey: { hint: keys.id.toString('base64') } }
      : { certificate: { rawBytes: this.#certify(keys, options) } };
    const entry = () => this.#enter(payload, signature, signedAt);
    return {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: {
        ...signer,
        tlogEntries: options.withoutLog ? [] : [entry()],
        ...(options.stampedAt && {
          timestampVerificationData: {
            rfc3161Timestamps: [
              {
                signedTimestamp: timeStamp(
                  this.#stamper,
                  signature,
                  options.stampedAt,
                ).toString('base64'),
              },
            ],
          },
        }),
      },
      dsseEnvelope: {
        payload: payload.toString('base64'),
        payloadType: PAYLOAD_TYPE,
        signatures: [{ sig: signature.toString('base64'), keyid: 'release' }],
      },
    };
  }

  #makeStamper() {
    const keys = makeKeys();
    const facts = {
      uri: 'https://stamps.test',
      extensions: {},
      notBefore: LONG_AGO,
      notAfter: MUCH_LATER,
    };
    const certificate = this.#authority.issue(keys, facts);
    return { keys, certificate, issuer: NAME };
  }

  #certify(keys: Keys, options: SigningOptions): string {
    const repository = options.repository ?? REPOSITORY;
    const workflow = `${repository}/.github/workflows/release.yml@${REF}`;
    const facts = {
      uri: workflow,
      extensions: {
        8: ISSUER,
        11: 'github-hosted',
        12: repository,
        13: COMMIT,
        14: REF,
        18: workflow,
      },
      notBefore: new Date(NOW.getTime() - 5 * 60_000),
      notAfter: new Date(NOW.getTime() + 5 * 60_000),
    };
    const log = options.withoutCertificatePromise
      ? undefined
      : this.#certificateLog;
    return this.#authority.issue(keys, facts, log).toString('base64');
  }

  /** An entry with both of its proofs: the log's promise, and its place in the tree under a signed checkpoint. */
  #enter(payload: Buffer, signature: Buffer, at: Date) {
    const body = Buffer.from(
      JSON.stringify({
        apiVersion: '0.0.1',
        kind: 'dsse',
        spec: {
          payloadHash: {
            algorithm: 'sha256',
            value: sha256(payload).toString('hex'),
          },
          signatures: [{ signature: signature.toString('base64') }],
        },
      }),
    );
    const integratedTime = Math.floor(at.getTime() / 1000);
    const other = sha256(Buffer.from([0]), Buffer.from('another entry'));
    const leaf = sha256(Buffer.from([0]), body);
    const top = sha256(Buffer.from([1]), other, leaf);
    const promised = JSON.stringify({
      body: body.toString('base64'),
      integratedTime,
      logID: this.#log.id.toString('hex'),
      logIndex: 1,
    });
    const note = `log.test\n2\n${top.toString('base64')}\n`;
    const signedNote = Buffer.concat([
      this.#log.id.subarray(0, 4),
      this.#signed(note),
    ]).toString('base64');
    return {
      logIndex: '1',
      logId: { keyId: this.#log.id.toString('base64') },
      kindVersion: { kind: 'dsse', version: '0.0.1' },
      integratedTime: String(integratedTime),
      inclusionPromise: {
        signedEntryTimestamp: this.#signed(promised).toString('base64'),
      },
      inclusionProof: {
        logIndex: '1',
        treeSize: '2',
        rootHash: top.toString('base64'),
        hashes: [other.toString('base64')],
        checkpoint: { envelope: `${note}\n\u2014 log.test ${signedNote}\n` },
      },
      canonicalizedBody: body.toString('base64'),
    };
  }

  #signed(text: string): Buffer {
    return sign('sha256', Buffer.from(text), this.#log.privateKey);
  }
}

/** A statement about an artifact, by the workflow of a repository (SLSA provenance v1). */
export function provenanceV1(hex: string, repository = REPOSITORY) {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      { name: 'pkg:npm/%40acme/orders@1.2.0', digest: { sha512: hex } },
    ],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType:
          'https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1',
        externalParameters: {
          workflow: {
            ref: REF,
            repository,
            path: '.github/workflows/release.yml',
          },
        },
        resolvedDependencies: [
          {
            uri: `git+${repository}@${REF}`,
            digest: { gitCommit: COMMIT },
          },
        ],
      },
      runDetails: {
        builder: { id: 'https://github.com/actions/runner/github-hosted' },
      },
    },
  };
}

/** The same as builders wrote it before (v0.2). */
export function provenanceV02(hex: string, repository = REPOSITORY) {
  return {
    _type: 'https://in-toto.io/Statement/v0.1',
    subject: [
      { name: 'pkg:npm/%40acme/orders@1.2.0', digest: { sha512: hex } },
    ],
    predicateType: 'https://slsa.dev/provenance/v0.2',
    predicate: {
      builder: { id: 'https://github.com/actions/runner' },
      invocation: {
        configSource: {
          uri: `git+${repository}@${REF}`,
          digest: { sha1: COMMIT },
          entryPoint: '.github/workflows/release.yml',
        },
      },
    },
  };
}
