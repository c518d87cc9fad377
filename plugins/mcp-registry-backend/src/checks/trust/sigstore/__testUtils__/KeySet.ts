import { sign } from 'node:crypto';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { Authority, type Keys, makeKeys } from './Authority';
import { timeStamp } from './timeStamp';
import { TransparencyLog } from './TransparencyLog';

export const NOW = new Date('2026-11-28T12:00:00Z');
const NAME = 'Test authority';
const LONG_AGO = new Date('2020-01-01T00:00:00Z');
const MUCH_LATER = new Date('2040-01-01T00:00:00Z');
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export const ISSUER = 'https://token.actions.githubusercontent.com';
export const REPOSITORY = 'https://github.com/acme/orders';
const REF = 'refs/tags/v1.2.0';
const COMMIT = 'a'.repeat(40);

/** What is to be signed, and how it differs from what is usual. */
export interface SigningOptions {
  statement: unknown;
  repository?: string;
  /** Of the log entry: when it was signed. */
  signedAt?: Date;
  withoutLog?: boolean;
  /** Entered as logs of Rekor's second version do, which vouch for no time. */
  byPlace?: boolean;
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
  readonly #log = new TransparencyLog();
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
      tlogs: omitted.tlogs ? [] : [log(this.#log.keys, 'https://log.test')],
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
    const entered = { payload, encoded, signature };
    const entry = () =>
      options.byPlace
        ? this.#log.enterByPlace(entered)
        : this.#log.enter(entered, signedAt);
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
