import { z } from 'zod';
import type { AuditEvent } from '../auditEvent';
import { bodyDigest, callBodySchema, type HmacSha256 } from './callBody';

/** Arguments and result of a call, as the portal hands them out. */
export const shownBodySchema = z.looseObject({
  callId: z.string().max(100),
  /** A {@link callBodySchema}, exactly as the digest is of it. */
  text: z.string().max(1024 * 1024),
  hexKey: z.string().regex(/^[0-9a-f]{64}$/),
});

/** See {@link shownBodySchema}. */
export type ShownBody = z.infer<typeof shownBodySchema>;

/** `unproven`: no event names it. `differs`: it is not what was kept then. */
export type BodyProof = 'matches' | 'unproven' | 'differs';

/** Whether a body is the one that the audit log knows. Pure. */
export function checkBody(options: {
  body: Pick<ShownBody, 'callId' | 'text' | 'hexKey'>;
  /** The events about this call, of a chain that was verified, or others as well. */
  events: Iterable<AuditEvent>;
  hmac: HmacSha256;
}): BodyProof {
  const { body, events, hmac } = options;
  const { callId, text, hexKey } = body;
  const digest = bodyDigest({ hexKey, text, hmac });
  const proof: BodyProof = isOf(callId, text) ? 'unproven' : 'differs';
  for (const { sallyport } of events) {
    const kept = sallyport.body;
    if (kept?.callId !== callId || kept.state !== 'kept') continue;
    // Whatever else there is: what was written first counts.
    return kept.digest === digest && proof !== 'differs'
      ? 'matches'
      : 'differs';
  }
  return proof;
}

function isOf(callId: string, text: string): boolean {
  try {
    return callBodySchema.parse(JSON.parse(text)).callId === callId;
  } catch {
    return false;
  }
}
