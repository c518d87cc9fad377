import { z } from 'zod';

const text = z.string().max(5000);
/** The one of many fields that does not fit is taken as absent: what strangers write must not hide the rest. */
const maybe = <T extends z.ZodType>(schema: T) =>
  schema.nullish().catch(undefined);

/** A project's page of the Simple API as JSON (PEP 691). */
export const simpleSchema = z.object({
  files: z
    .array(z.looseObject({ filename: z.string().min(1).max(500) }))
    .max(100_000),
  'project-status': maybe(
    z.object({ status: maybe(z.string().max(100)), reason: maybe(text) }),
  ),
});

/** A file on that page. */
export const fileSchema = z.object({
  filename: z.string().max(500),
  hashes: z.record(z.string().max(50), z.string().max(200)),
  yanked: maybe(z.union([z.boolean(), text])),
  'upload-time': maybe(z.string().max(60)),
  provenance: maybe(z.string().max(2000)),
});

/** What the JSON API says of a version, as far as it is looked at. */
export const metadataSchema = z.object({
  info: z.object({
    name: z.string().max(300),
    license: maybe(z.string().max(1_000_000)),
    license_expression: maybe(text),
    classifiers: maybe(z.array(text).max(1000)),
    home_page: maybe(text),
    project_urls: maybe(z.record(z.string().max(300), text)),
    /** The README. */
    description: maybe(z.string()),
  }),
  ownership: maybe(z.object({ roles: maybe(z.array(z.unknown()).max(1000)) })),
});

/** What the Integrity API says of a file (PEP 740). */
export const provenanceSchema = z.object({
  version: z.literal(1),
  attestation_bundles: z
    .array(
      z.object({
        publisher: maybe(z.looseObject({ kind: z.string().max(100) })),
        attestations: z.array(z.unknown()).max(20),
      }),
    )
    .max(20),
});
