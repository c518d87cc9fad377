import { z } from 'zod';
import { isSeq, isWriterId } from '../chain/types';

/** The file of an archive that says what the archive is about. It comes first. */
export const EXTENT_FILE = 'export.json';
/** The public keys as the portal gave them. Whoever audits has a copy of their own. */
export const KEYS_FILE = 'keys.json';
/** Where an archive has its events, and what is signed. */
export const ARCHIVE_FOLDERS = {
  events: 'events/',
  checkpoints: 'checkpoints/',
} as const;

const edgeSchema = z.strictObject({
  /** The checkpoint's number. */
  checkpoint: z.number().refine(isSeq),
  at: z.iso.datetime(),
});

/**
 * What an export of the log is about. It is a claim and not signed: what is left out of an export by a claim is what a verification
 * says that it does not cover.
 */
export const auditExtentSchema = z.strictObject({
  format: z.literal('sallyport-audit-export-1'),
  /** When it was made. */
  at: z.iso.datetime(),
  /** It begins right behind what this checkpoint has. Absent: with the beginning of each chain. */
  begin: edgeSchema.optional(),
  /** It ends with what this checkpoint has. Absent: with what there was when it was made. */
  end: edgeSchema.optional(),
  /** This writer's chain alone. */
  writer: z.string().refine(isWriterId).optional(),
});
/** See {@link auditExtentSchema}. */
export type AuditExtent = z.infer<typeof auditExtentSchema>;
