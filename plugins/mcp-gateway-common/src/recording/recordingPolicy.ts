import { z } from 'zod';

/** What is kept of the arguments and results of calls, from nothing to all of it. */
export const RECORDING_POLICIES = ['none', 'redacted', 'full'] as const;

/**
 * `none`: nothing. `redacted`: arguments and results without what looks like a secret, cut to a few kilobytes. `full`: as they were sent,
 * up to 64 KiB each.
 */
export const recordingPolicySchema = z.enum(RECORDING_POLICIES);

/** See {@link recordingPolicySchema}. */
export type RecordingPolicy = z.infer<typeof recordingPolicySchema>;
