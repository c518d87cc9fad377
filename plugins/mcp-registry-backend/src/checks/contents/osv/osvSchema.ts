import { z } from 'zod';

const id = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\w.:-]+$/);
const version = z.string().min(1).max(200);
const severity = z
  .array(z.object({ type: z.string().max(40), score: z.string().max(300) }))
  .max(20);

const rangeSchema = z.object({
  type: z.enum(['SEMVER', 'ECOSYSTEM', 'GIT']),
  events: z
    .array(
      z.object({
        introduced: version.optional(),
        fixed: version.optional(),
        last_affected: version.optional(),
        limit: version.optional(),
      }),
    )
    .max(1000),
});

const affectedSchema = z.object({
  package: z
    .object({
      ecosystem: z.string().max(100),
      // Not all databases keep what cannot be seen.
      name: z
        .string()
        .max(300)
        .regex(/^\P{Cc}+$/u),
    })
    .optional(),
  ranges: z.array(rangeSchema).max(200).default([]),
  versions: z.array(version).max(20_000).default([]),
  severity: severity.default([]),
});

/**
 * What is read of an advisory in the form of OSV (https://ossf.github.io/osv-schema). What does not fit is no advisory: a part of
 * it that cannot be read could be the one that matters.
 */
export const osvSchema = z.object({
  id,
  modified: z.iso.datetime({ offset: true }),
  withdrawn: z.iso.datetime({ offset: true }).nullish(),
  aliases: z.array(id).max(500).nullish(),
  summary: z.string().max(20_000).nullish(),
  details: z.string().max(2_000_000).nullish(),
  severity: severity.nullish(),
  affected: z.array(affectedSchema).max(5000).nullish(),
  database_specific: z
    .object({ severity: z.string().max(40).optional().catch(undefined) })
    .nullish()
    .catch(undefined),
});

/** See {@link osvSchema}. */
export type OsvAdvisory = z.infer<typeof osvSchema>;
/** What an advisory says of one package. */
export type OsvAffected = z.infer<typeof affectedSchema>;
/** A range of versions that are affected. */
export type OsvRange = z.infer<typeof rangeSchema>;
