import { z } from 'zod';
import {
  isolationSchema,
  permissionProfileSchema,
  serverCredentialSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  DATA_CLASSIFICATIONS,
  packageSchema,
  RISK_TIERS,
  runSchema,
  upstreamSchema,
} from '../model/mcpServerEntity';

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const entityRef = z.string().min(3).max(300);

/** One tool of the surface, by its digests: its own words and schemas, and its annotations apart. */
export const snapshotToolSchema = z
  .object({
    name: z.string().min(1).max(200),
    digest,
    annotationsDigest: digest,
    effect: z.enum(['reads', 'changes', 'destroys']),
  })
  .strict();

/**
 * Everything about a server that matters for safety, as it is hashed. Two snapshots with the same digest are the same
 * thing to decide about; any difference is another revision.
 */
export const revisionSnapshotSchema = z
  .object({
    /** By which formula its digest is made: see `REVISION_FORMULAS`. */
    version: z.number().int().min(1).max(1000),
    /** Makes digests unique per server: an approval can never be carried to another one. */
    serverId: z.string().min(1).max(100),
    serverRef: entityRef,
    /** `backstage.io/managed-by-origin-location` of the entity. */
    origin: z.string().min(1).max(2000),
    owner: entityRef,
    riskTier: z.enum(RISK_TIERS),
    dataClassification: z.enum(DATA_CLASSIFICATIONS),
    compliance: z.array(z.string().max(63)).max(30),
    audience: z.array(z.string().max(100)).max(20),
    reaches: z.array(entityRef).max(50),
    upstream: upstreamSchema.optional(),
    package: packageSchema.optional(),
    run: runSchema.optional(),
    permissionProfile: permissionProfileSchema.optional(),
    isolation: isolationSchema.optional(),
    /** What of the package a probe has installed: what is approved is these bytes, whatever the version is made to mean later. */
    installed: z
      .object({ integrity: z.string().min(10).max(500) })
      .strict()
      .optional(),
    credential: serverCredentialSchema.optional(),
    /** `null` while no probe has told the tools. */
    toolSurface: z
      .object({
        tools: z.array(snapshotToolSchema).max(2000),
        instructionsDigest: digest.optional(),
      })
      .strict()
      .nullable(),
  })
  .strict();

/** See {@link revisionSnapshotSchema}. */
export type RevisionSnapshot = z.infer<typeof revisionSnapshotSchema>;
/** See {@link snapshotToolSchema}. */
export type SnapshotTool = z.infer<typeof snapshotToolSchema>;
