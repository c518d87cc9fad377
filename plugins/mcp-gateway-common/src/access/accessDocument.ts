import { z } from 'zod';
import { DEPARTURES } from '../drift/toolStanding';
import { enforcedConditionSchema } from './approvalConditions';
import { approvedUpstreamSchema } from './approvedUpstream';
import { callLimitsSchema } from './callLimits';
import { recordingPolicySchema } from '../recording/recordingPolicy';
import { serverCredentialSchema } from './serverCredential';

const entityRef = z.string().min(3).max(300);
const isoDate = z.string().datetime();

/** What the approved tool surface says about one tool. */
export const accessToolSchema = z.object({
  name: z.string().min(1).max(200),
  /** `sha256:` digest of the canonical JSON (RFC 8785) of name, title, description and schemas. */
  digest: z.string(),
  /** The digest of the same tool as the bridge shows it to clients of the session era, where that is another. */
  sessionEraDigest: z.string().optional(),
  /** From the approved annotations; a tool that says nothing counts as `destroys`. */
  effect: z.enum(['reads', 'changes', 'destroys']),
  /** The approved annotations say that it stays within its own system. Absent: it may reach whoever it likes, or nobody knows. */
  openWorld: z.literal(false).optional(),
  /** They say that calling it twice does no more than once. */
  idempotent: z.literal(true).optional(),
  /** `sha256:` digest of the canonical JSON of the approved annotations, which may hold text. */
  annotationsDigest: z.string().optional(),
  /** The owner hides it: to those whose access does not cover it, it looks as if it were not there. */
  hidden: z.literal(true).optional(),
  /** What the server lists now is not what was approved: refused and not listed. Written by the gateway alone. */
  quarantined: z.enum(DEPARTURES).optional(),
  /** Arguments that clients mirror in a header `Mcp-Param-<header>` (`x-mcp-header` of the approved schema, MCP 2026-07-28). */
  headers: z
    .array(
      z.object({
        /** In lower case, without the prefix. */
        header: z.string().min(1).max(100),
        /** Where the value stands in the arguments: a chain of property names. */
        path: z.array(z.string().max(200)).min(1).max(16),
      }),
    )
    .max(50)
    .optional(),
});

/** Which tools a grant covers. */
export const toolSelectionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({
    kind: z.literal('named'),
    names: z.array(z.string().min(1).max(200)).max(500),
  }),
]);

/** A time-boxed permission of a person or group to use a server. */
export const accessGrantSchema = z.object({
  id: z.string(),
  /** The user or group that holds it. */
  subject: entityRef,
  tools: toolSelectionSchema,
  /** The grant ends at this moment, ISO 8601 in UTC. */
  expiresAt: isoDate,
  /** Taken at once in an emergency, and marked so in what is recorded. Absent: an ordinary one. */
  kind: z.literal('break-glass').optional(),
});

/** The revision that people approved: all that the gateway may serve. */
export const approvedRevisionSchema = z.object({
  digest: z.string(),
  upstream: approvedUpstreamSchema,
  /** Absent: none. */
  credential: serverCredentialSchema.optional(),
  /** Entity refs of the systems that it declares to reach, for what is recorded: nothing is decided by them. Absent: none. */
  reaches: z.array(entityRef).max(50).optional(),
  /** `null` while no probe has told the tools: then only grants for all tools can match. */
  tools: z.array(accessToolSchema).max(2000).nullable(),
  /** What the gateway compares live lists by. */
  surface: z
    .object({
      /** The formula of the digests: those of another formula are not compared. */
      formula: z.number().int(),
      /** When somebody last decided about the server's tools. */
      settledAt: isoDate,
    })
    .optional(),
  /** From this moment it is not served: what it was approved with has ended. Before it and not at it. */
  servesUntil: isoDate.optional(),
  /** Under what it was approved: all of them hold. Absent: nothing. */
  conditions: z.array(enforcedConditionSchema).max(100).optional(),
});

/**
 * Everything that the gateway needs to decide about one server, without asking anybody.
 * The contract of the access door: written by the registry, read by every gateway replica.
 */
export const accessDocumentSchema = z.object({
  /** `2` where there are conditions: a gateway that does not know of them cannot read it, and serves nothing of it. */
  version: z.union([z.literal(1), z.literal(2)]),
  /** The newest change of the feed that this document contains. */
  sequence: z.number().int().nonnegative(),
  serverId: z.string(),
  serverRef: entityRef,
  /** The server's own short name, without underscores and never another server's: the prefix of its tools among those of all servers. */
  alias: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?$/)
    .optional(),
  title: z.string(),
  owner: entityRef,
  /** A gateway that does not know a status cannot read the document, and serves nothing of it. */
  status: z.enum([
    'registered',
    'waiting',
    'active',
    'deprecated',
    'suspended',
    'retired',
  ]),
  /** A deprecated server is served until this moment and no longer, ISO 8601 in UTC. */
  servedUntil: isoDate.optional(),
  riskTier: z.enum(['low', 'medium', 'high', 'critical']),
  dataClassification: z.enum([
    'public',
    'internal',
    'confidential',
    'restricted',
  ]),
  approvedRevision: approvedRevisionSchema.optional(),
  /** Active grants only. */
  grants: z.array(accessGrantSchema).max(100_000),
  /** Without them the gateway's own default holds. */
  limits: callLimitsSchema.optional(),
  /** What of arguments and results is kept, as the owner wants it. Without it the gateway's own default holds. */
  recording: recordingPolicySchema.optional(),
});

/** See {@link accessToolSchema}. */
export type AccessTool = z.infer<typeof accessToolSchema>;
/** See {@link toolSelectionSchema}. */
export type ToolSelection = z.infer<typeof toolSelectionSchema>;
/** See {@link accessGrantSchema}. */
export type AccessGrant = z.infer<typeof accessGrantSchema>;
/** See {@link accessDocumentSchema}. */
export type AccessDocument = z.infer<typeof accessDocumentSchema>;
