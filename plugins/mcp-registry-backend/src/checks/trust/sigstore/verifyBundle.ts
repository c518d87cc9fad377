import { X509Certificate } from 'node:crypto';
import {
  type Bundle,
  bundleFromJSON,
  isBundleWithDsseEnvelope,
} from '@sigstore/bundle';
import type { TrustedRoot } from '@sigstore/protobuf-specs';
import {
  type KeyFinderFunc,
  type SignedEntity,
  type Signer,
  toSignedEntity,
  toTrustMaterial,
  Verifier,
} from '@sigstore/verify';
import { BundleRefused, messageOf, refusalOf, WORDS } from './BundleRefused';
import { judgeStatement } from './judgeStatement';
import { readSigner } from './readSigner';
import { readStatement, type Statement } from './readStatement';
import type {
  ArtifactDigest,
  BundleVerdict,
  ExpectedIdentity,
  ManagedKey,
  SignerIdentity,
  TrustRoot,
} from './types';

const NOBODY: TrustedRoot = {
  mediaType: '',
  tlogs: [],
  certificateAuthorities: [],
  ctlogs: [],
  timestampAuthorities: [],
};

/** What a bundle is held against. */
export interface BundleQuestion {
  /** As JSON, from a stranger. */
  readonly bundle: unknown;
  readonly artifact: ArtifactDigest;
  /** For bundles with a certificate. Absent: none is believed. */
  readonly trustRoot?: TrustRoot;
  /** For bundles that a key without a certificate signed: any of them may have. */
  readonly keys?: readonly ManagedKey[];
  readonly expected: ExpectedIdentity;
}

/**
 * Verifies that a signature (a Sigstore bundle) is about this artifact, sound, and by whom it should be. Pure: nothing is asked
 * over the network, and the clock plays no part, since a certificate has to be valid at the time that a log or an authority vouches for.
 *
 * What the trust root names is required: an entry in a transparency log where it has logs, a promise of a log of certificates
 * where it has those, and always a time that somebody vouches for.
 */
export function verifyBundle(question: BundleQuestion): BundleVerdict {
  try {
    const bundle = read(question.bundle);
    const { content } = bundle.verificationMaterial;
    const identity =
      content.$case === 'publicKey'
        ? verifyByKey(bundle, question)
        : verifyByCertificate(bundle, question);
    return judgeStatement(statementOf(bundle), identity, question);
  } catch (error) {
    if (!(error instanceof BundleRefused)) throw error;
    const { refusal, message } = error;
    return { verified: false, refusal, message, comparisons: [] };
  }
}

function read(json: unknown): Bundle {
  try {
    const bundle = bundleFromJSON(json);
    if (isBundleWithDsseEnvelope(bundle)) return bundle;
  } catch (error) {
    throw new BundleRefused(
      'malformed',
      `It is no bundle that can be read: ${messageOf(error)}`,
    );
  }
  throw new BundleRefused(
    'malformed',
    'It is a signature of bytes as they are, and statements about them are what is read.',
  );
}

/** What was signed has to be a statement that names the artifact: a signature over anything else says nothing about it. */
function statementOf(bundle: Bundle): Statement {
  const statement = isBundleWithDsseEnvelope(bundle)
    ? readStatement(bundle.content.dsseEnvelope)
    : undefined;
  if (!statement) {
    throw new BundleRefused(
      'malformed',
      'What was signed is no in-toto statement.',
    );
  }
  return statement;
}

function verifyByKey(bundle: Bundle, question: BundleQuestion): SignerIdentity {
  const { keys = [], trustRoot } = question;
  // With a trust root, what is logged is checked by it. Without one, the company vouches for its key itself.
  const root = trustRoot?.root;
  const entity = entityOf(bundle);
  const checked = root
    ? entity
    : { ...entity, tlogEntries: [], timestamps: [] };
  for (const { name, key } of keys) {
    const finder: KeyFinderFunc = () => ({
      publicKey: key,
      validFor: () => true,
    });
    const thresholds = {
      ctlogThreshold: 0,
      tlogThreshold: root?.tlogs.length ? 1 : 0,
      timestampThreshold: 0,
    };
    // The key itself first, so that another company key is tried where it is not this one.
    if (!checked.signature.verifySignature(key)) continue;
    requireLog(bundle, thresholds.tlogThreshold);
    verify(checked, toTrustMaterial(root ?? NOBODY, finder), thresholds);
    return { key: name };
  }
  throw new BundleRefused(
    'untrusted-signer',
    keys.length === 0
      ? 'A key signed it, and none is configured for this package.'
      : `None of the keys that are configured for this package signed it as it is: ${keys
          .map(({ name }) => name)
          .join(', ')}.`,
  );
}

function verifyByCertificate(
  bundle: Bundle,
  { trustRoot }: BundleQuestion,
): SignerIdentity {
  if (!trustRoot) {
    throw new BundleRefused(
      'untrusted-signer',
      'It is signed with a certificate, and no trust root is configured for this package.',
    );
  }
  const { root } = trustRoot;
  const thresholds = {
    ctlogThreshold: root.ctlogs.length > 0 ? 1 : 0,
    tlogThreshold: root.tlogs.length > 0 ? 1 : 0,
    timestampThreshold: 1,
  };
  requireLog(bundle, thresholds.tlogThreshold);
  const entity = entityOf(bundle);
  if (entity.timestamps.length === 0) {
    throw new BundleRefused(
      'missing-timestamp',
      'Nobody vouches for the time at which it was signed, so nobody knows whether its certificate was valid then.',
    );
  }
  const signer = verify(entity, toTrustMaterial(root), thresholds, () =>
    isExpired(bundle, entity),
  );
  return readSigner(signer);
}

function entityOf(bundle: Bundle): SignedEntity {
  try {
    return toSignedEntity(bundle);
  } catch (error) {
    throw new BundleRefused(
      'malformed',
      `It is no bundle that can be read: ${messageOf(error)}`,
    );
  }
}

function requireLog(bundle: Bundle, threshold: number): void {
  if (bundle.verificationMaterial.tlogEntries.length < threshold) {
    throw new BundleRefused(
      'missing-log',
      'It is in no transparency log: nobody can find out that it was signed.',
    );
  }
}

function verify(
  entity: SignedEntity,
  trust: ReturnType<typeof toTrustMaterial>,
  thresholds: ConstructorParameters<typeof Verifier>[1],
  isExpiredCertificate = () => false,
): Signer {
  try {
    return new Verifier(trust, thresholds).verify(entity);
  } catch (error) {
    const refusal = refusalOf(error, isExpiredCertificate);
    throw new BundleRefused(refusal, `${WORDS[refusal]} (${messageOf(error)})`);
  }
}

/** Whether the certificate's own dates are what is wrong; no for what cannot be read. */
function isExpired(bundle: Bundle, entity: SignedEntity): boolean {
  const { content } = bundle.verificationMaterial;
  if (content.$case === 'publicKey') return false;
  const der =
    content.$case === 'certificate'
      ? content.certificate.rawBytes
      : content.x509CertificateChain.certificates[0].rawBytes;
  try {
    const { validFrom, validTo } = new X509Certificate(der);
    const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
    return entity.timestamps.some(one => {
      const time =
        one.$case === 'timestamp-authority'
          ? one.timestamp.signingTime.getTime()
          : Number(one.tlogEntry.integratedTime) * 1000;
      return time < from || time > to;
    });
  } catch {
    return false;
  }
}
