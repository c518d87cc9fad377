import { z } from 'zod';

const part = z.object({
  /** JSON, or whatever was sent. */
  text: z.string(),
  /** As it was sent. */
  bytes: z.number().int().min(0),
  /** Not all of it is here. */
  isCut: z.boolean(),
  /** So many places had something that looks like a secret, and have not any more. */
  masked: z.number().int().min(0),
});

/** Arguments and result of one call, as they are kept: redacted, or in full. */
export const callBodySchema = z.object({
  v: z.literal(1),
  callId: z.string().max(100),
  policy: z.enum(['redacted', 'full']),
  /** Absent: there are none. */
  arguments: part.optional(),
  /** Absent: there was no answer, or none that belongs to the call. */
  result: part.optional(),
});

/** Arguments or result of a call. */
export type BodyPart = z.infer<typeof part>;
/** See {@link callBodySchema}. */
export type CallBody = z.infer<typeof callBodySchema>;

/** HMAC with SHA-256: 64 hex digits. */
export type HmacSha256 = (options: { hexKey: string; text: string }) => string;

/**
 * The digest by which the audit log knows a body. Its key is chance, and kept with the body: whoever has the log alone cannot find out
 * by trying what was said.
 */
export function bodyDigest(options: {
  hexKey: string;
  text: string;
  hmac: HmacSha256;
}): string {
  const { hexKey, text, hmac } = options;
  return `hmac-sha256:${hmac({ hexKey, text })}`;
}
