import { z } from 'zod';

const moment = z.iso.datetime();
const name = z.string().max(300);

/** One certificate that a server shows. */
export const seenCertificateSchema = z.object({
  /** Whose it is, and of whom: words of strangers. */
  ...{ subject: name, issuer: name },
  ...{ validFrom: moment, validTo: moment },
});
/** See {@link seenCertificateSchema}. */
export type SeenCertificate = z.infer<typeof seenCertificateSchema>;

/** What the check of certificates keeps of what it saw, which others read again. */
export const certificateEvidenceSchema = z.object({
  /** With its port, where that is not the usual one. */
  host: z.string().max(300),
  /** When somebody looked. */
  seenAt: moment,
  /** When calls will fail: the first end of what the server rests on. */
  endsAt: moment,
  /** Whether the gateway would call it. */
  trusted: z.boolean(),
  problem: z.string().max(100).optional(),
  /** The server’s own first. */
  certificates: z.array(seenCertificateSchema).min(1).max(10),
});
/** See {@link certificateEvidenceSchema}. */
export type CertificateEvidence = z.infer<typeof certificateEvidenceSchema>;
