import { z } from 'zod';
import { FIRST_PREV, isHash, isSeq, isWriterId } from '../chain/types';

/** So many writers can stand in one checkpoint. */
export const MAX_HEADS = 50_000;

const hashSchema = z.string().refine(isHash, '64 hex digits');
const writerSchema = z.string().refine(isWriterId, 'the id of a writer');
const seqSchema = z.number().refine(isSeq, 'a whole number from 1');

/** How far one writer's chain has come. */
export const auditHeadSchema = z.strictObject({
  writer: writerSchema,
  seq: seqSchema,
  hash: hashSchema,
});
/** See {@link auditHeadSchema}. */
export type AuditHead = z.infer<typeof auditHeadSchema>;

/**
 * What the log was at one moment: the heads of all writers, those that ended long ago included, so that a writer that is missing
 * shows. It is signed, and holds the hash of the checkpoint before: none can be left out unseen.
 */
export const auditCheckpointSchema = z.strictObject({
  /** Counts from 1, without holes. */
  number: seqSchema,
  /** SHA-256 over the signed text of the checkpoint before; {@link FIRST_PREV} for the first. */
  prev: hashSchema,
  at: z.iso.datetime(),
  heads: z.array(auditHeadSchema).max(MAX_HEADS),
});
/** See {@link auditCheckpointSchema}. */
export type AuditCheckpoint = z.infer<typeof auditCheckpointSchema>;

/**
 * Events that were deleted on purpose, as retention does: which, and what the chain was before and after them, so that it goes on
 * over the gap. Only a signed one counts.
 */
export const auditGapSchema = z
  .strictObject({
    writer: writerSchema,
    /** The first event that is gone. */
    from: seqSchema,
    /** The last event that is gone. */
    to: seqSchema,
    /** The hash before the first one: its `prev`. */
    prev: hashSchema,
    /** The hash of the last one: the `prev` of what follows. */
    last: hashSchema,
    at: z.iso.datetime(),
    reason: z.string().min(1).max(200),
  })
  .refine(({ from, to }) => from <= to, '`from` is not after `to`')
  .refine(
    ({ from, prev }) => from > 1 || prev === FIRST_PREV,
    'a gap from the first event begins with the first hash',
  );
/** See {@link auditGapSchema}. */
export type AuditGap = z.infer<typeof auditGapSchema>;
