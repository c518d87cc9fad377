import type { AccessDocument } from '../access/accessDocument';
import { RECORDING_POLICIES, type RecordingPolicy } from './recordingPolicy';

type Classification = AccessDocument['dataClassification'];

const CLASSIFICATIONS: readonly Classification[] = [
  'public',
  'internal',
  'confidential',
  'restricted',
];

/** What the company says about recording, for all servers. */
export interface RecordingBounds {
  /** Where a server's owner has said nothing. */
  default: RecordingPolicy;
  /** More than this is recorded nowhere. */
  maximum: RecordingPolicy;
  /** Of servers with data that is classified higher, nothing is recorded in full. */
  fullUpTo: Classification;
}

/** What is recorded of a server's calls, and what keeps it from being more. */
export interface EffectiveRecording {
  policy: RecordingPolicy;
  /** It is less than was asked for: by the company's maximum, or since the data is classified too high. */
  limitedBy?: 'maximum' | 'classification';
}

/** What is recorded of a server's calls: what its owner wants, as far as the company allows it. Pure. */
export function effectiveRecording(options: {
  /** What the owner wants; absent: nothing was said. */
  wish: RecordingPolicy | undefined;
  classification: Classification;
  bounds: RecordingBounds;
}): EffectiveRecording {
  const { wish, classification, bounds } = options;
  const wanted = wish ?? bounds.default;
  if (rank(wanted) > rank(bounds.maximum)) {
    const most = belowClassification(bounds.maximum, classification, bounds);
    return { policy: most, limitedBy: 'maximum' };
  }
  const policy = belowClassification(wanted, classification, bounds);
  return policy === wanted
    ? { policy }
    : { policy, limitedBy: 'classification' };
}

function belowClassification(
  policy: RecordingPolicy,
  classification: Classification,
  { fullUpTo }: RecordingBounds,
): RecordingPolicy {
  const isTooHigh =
    CLASSIFICATIONS.indexOf(classification) > CLASSIFICATIONS.indexOf(fullUpTo);
  return policy === 'full' && isTooHigh ? 'redacted' : policy;
}

function rank(policy: RecordingPolicy): number {
  return RECORDING_POLICIES.indexOf(policy);
}
