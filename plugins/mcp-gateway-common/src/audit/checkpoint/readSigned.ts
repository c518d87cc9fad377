import {
  compactVerify,
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
} from 'jose';
import type { Sha256 } from '../chain/types';
import { AUDIT_ALGORITHM, AUDIT_TYPES } from './signAudit';
import {
  auditCheckpointSchema,
  auditGapSchema,
  type AuditCheckpoint,
  type AuditGap,
} from './types';

/** The longest signed text: a checkpoint of as many writers as one can hold. */
export const MAX_SIGNED_LENGTH = 16 * 1024 * 1024;

/** A signed text that was read: its content where the signature is good, or why it does not count. */
export type ReadSigned =
  | { kind: 'checkpoint'; checkpoint: AuditCheckpoint; hash: string }
  | { kind: 'gap'; gap: AuditGap }
  | { kind: 'bad'; problem: string };

/**
 * Reads one checkpoint or sealed gap. Never throws for what others wrote: what does not count says why.
 *
 * @param keys - The public keys that are trusted, from a place that whoever could alter the log cannot write.
 */
export async function readSigned(
  text: string,
  options: { keys: JSONWebKeySet; sha256: Sha256 },
): Promise<ReadSigned> {
  if (text.length > MAX_SIGNED_LENGTH) {
    return bad('it is too large');
  }
  try {
    const { typ, kid } = decodeProtectedHeader(text);
    if (typ !== AUDIT_TYPES.checkpoint && typ !== AUDIT_TYPES.gap) {
      return bad('it is neither a checkpoint nor a sealed gap');
    }
    if (typeof kid !== 'string') {
      return bad('it names no key');
    }
    const { payload } = await compactVerify(
      text,
      createLocalJWKSet(options.keys),
      { algorithms: [AUDIT_ALGORITHM] },
    );
    const content: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(payload),
    );
    if (typ === AUDIT_TYPES.gap) {
      const gap = auditGapSchema.safeParse(content);
      return gap.success
        ? { kind: 'gap', gap: gap.data }
        : bad('its content is no sealed gap');
    }
    const checkpoint = auditCheckpointSchema.safeParse(content);
    return checkpoint.success
      ? {
          kind: 'checkpoint',
          checkpoint: checkpoint.data,
          hash: options.sha256(text),
        }
      : bad('its content is no checkpoint');
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) {
      return bad('none of the given keys signed it');
    }
    // A broken text and a broken signature are one: nobody vouches for it.
    return bad('its signature is not good');
  }
}

function bad(problem: string): ReadSigned {
  return { kind: 'bad', problem };
}
