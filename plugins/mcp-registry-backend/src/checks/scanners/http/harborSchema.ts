import { z } from 'zod';

const mime = z.string().max(300);
const text = z.string().max(20_000);

/** Who a scanner is and what it takes and gives: `GET /metadata`. */
export const metadataSchema = z.object({
  scanner: z.object({
    name: z.string().min(1).max(200),
    vendor: z.string().max(200).optional(),
    version: z.string().max(100).optional(),
  }),
  capabilities: z
    .array(
      z.object({
        type: z.string().max(50).optional(),
        consumes_mime_types: z.array(mime).max(100),
        produces_mime_types: z.array(mime).max(100),
      }),
    )
    .max(50),
  properties: z.record(z.string(), z.unknown()).optional(),
});

/** What it says that it has taken on: `POST /scan`. */
export const acceptedSchema = z.object({
  id: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[\w.:~-]+$/),
});

/** A report of vulnerabilities. A list that is not there is no empty one. */
export const vulnerabilityReportSchema = z.object({
  generated_at: z.iso.datetime({ offset: true }),
  artifact: z.object({
    repository: z.string().max(500).optional(),
    digest: z.string().max(200).optional(),
  }),
  scanner: z.object({ name: z.string().min(1).max(200) }),
  severity: z.string().max(40).nullish(),
  vulnerabilities: z
    .array(
      z.object({
        id: z.string().min(1).max(100),
        package: z.string().max(300),
        version: z.string().max(200),
        fix_version: z.string().max(200).nullish(),
        severity: z.string().max(40),
        description: text.nullish(),
        links: z.array(z.string().max(2000)).max(200).nullish(),
      }),
    )
    .max(20_000),
});

/** See {@link metadataSchema}. */
export type ScannerMetadata = z.infer<typeof metadataSchema>;
/** See {@link vulnerabilityReportSchema}. */
export type VulnerabilityReport = z.infer<typeof vulnerabilityReportSchema>;
