import { CompactSign, type CryptoKey } from 'jose';
import {
  auditCheckpointSchema,
  auditGapSchema,
  type AuditCheckpoint,
  type AuditGap,
} from './types';

/** The one algorithm of signatures about the log; whatever a header says. */
export const AUDIT_ALGORITHM = 'Ed25519';

/** Types of what is signed: a signature under one can never pass for another (RFC 8725 §3.11). */
export const AUDIT_TYPES = {
  checkpoint: 'sallyport-audit-checkpoint+jws',
  gap: 'sallyport-audit-gap+jws',
} as const;

/** A key that signs, and the name under which its public half is published. */
export interface AuditSigningKey {
  kid: string;
  privateKey: CryptoKey;
}

/** A checkpoint as a compact JWS (RFC 7515). Throws where it is none. */
export async function signCheckpoint(
  checkpoint: AuditCheckpoint,
  key: AuditSigningKey,
): Promise<string> {
  return await sign(
    AUDIT_TYPES.checkpoint,
    auditCheckpointSchema.parse(checkpoint),
    key,
  );
}

/** A sealed gap as a compact JWS (RFC 7515). Throws where it is none. */
export async function signGap(
  gap: AuditGap,
  key: AuditSigningKey,
): Promise<string> {
  return await sign(AUDIT_TYPES.gap, auditGapSchema.parse(gap), key);
}

async function sign(
  typ: string,
  payload: object,
  { kid, privateKey }: AuditSigningKey,
): Promise<string> {
  return await new CompactSign(
    new TextEncoder().encode(JSON.stringify(payload)),
  )
    .setProtectedHeader({ alg: AUDIT_ALGORITHM, typ, kid })
    .sign(privateKey);
}
