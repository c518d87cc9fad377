import { type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { BundleRefused } from './BundleRefused';
import { compareIdentity } from './compareIdentity';
import type {
  ArtifactDigest,
  BundleVerdict,
  ExpectedIdentity,
  ManagedKey,
  TrustRoot,
} from './types';

const payloadSchema = z.object({
  critical: z.object({
    image: z.object({ 'docker-manifest-digest': z.string().max(200) }),
    type: z.literal('cosign container image signature'),
  }),
});

/** A signature of an image as cosign made it before bundles: a text that names the image, and its signature. */
export interface SimpleSignature {
  readonly payload: Buffer;
  /** Base64. */
  readonly signature: string;
}

/**
 * Verifies a signature of that form by keys alone. Its certificates and log entries are not read: where a rule has a root with
 * logs, it is refused.
 */
export function verifySimpleSignature(question: {
  signature: SimpleSignature;
  artifact: ArtifactDigest;
  trustRoot?: TrustRoot;
  keys?: readonly ManagedKey[];
  expected: ExpectedIdentity;
}): BundleVerdict {
  try {
    const key = signerOf(question);
    const named = digestIn(question.signature.payload);
    const identity = { key: key.name };
    const comparisons = compareIdentity(question.expected, identity, undefined);
    const { algorithm, hex } = question.artifact;
    if (named !== `${algorithm}:${hex}`) {
      return {
        ...{
          verified: false,
          refusal: 'other-artifact',
          identity,
          comparisons,
        },
        message: `It is a signature for something else than ${algorithm}:${hex}.`,
      };
    }
    if (question.trustRoot && question.trustRoot.root.tlogs.length > 0) {
      return {
        ...{ verified: false, refusal: 'missing-log', identity, comparisons },
        message:
          'A log entry is required, and signatures of this old form are read without theirs.',
      };
    }
    if (comparisons.some(({ agrees }) => !agrees)) {
      return {
        ...{
          verified: false,
          refusal: 'wrong-identity',
          identity,
          comparisons,
        },
        message: 'The key signed it, and more is expected than a key can say.',
      };
    }
    return {
      ...{ verified: true, identity, comparisons },
      message: `Signed by the key ${key.name}.`,
    };
  } catch (error) {
    if (!(error instanceof BundleRefused)) throw error;
    const { refusal, message } = error;
    return { verified: false, refusal, message, comparisons: [] };
  }
}

function signerOf({
  signature: { payload, signature },
  keys = [],
}: Parameters<typeof verifySimpleSignature>[0]): ManagedKey {
  const bytes = Buffer.from(signature, 'base64');
  const found = keys.find(({ key }) => isBy(key, payload, bytes));
  if (!found) {
    throw new BundleRefused(
      'untrusted-signer',
      keys.length === 0
        ? 'A key signed it, and none is configured for this package.'
        : 'None of the keys that are configured for this package signed it as it is.',
    );
  }
  return found;
}

function isBy(key: KeyObject, payload: Buffer, signature: Buffer): boolean {
  const hash = /^ed/.test(key.asymmetricKeyType ?? '') ? null : 'sha256';
  try {
    return verify(hash, payload, key, signature);
  } catch {
    return false;
  }
}

function digestIn(payload: Buffer): string {
  try {
    const json: unknown = JSON.parse(payload.toString('utf8'));
    return payloadSchema.parse(json).critical.image['docker-manifest-digest'];
  } catch {
    throw new BundleRefused('malformed', 'What was signed names no image.');
  }
}
