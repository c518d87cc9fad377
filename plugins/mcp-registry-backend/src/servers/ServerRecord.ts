import type {
  ReachedClassification,
  RegistrySchemas,
  RevisionSnapshot,
  ServerLife,
  ServerStatus,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { EndOfLife } from '../lifecycle/EndOfLife';
import type { HeldToolNote } from '../drift/HeldTool';
import { readJson, readOptionalJson } from '../database/readJson';

/** What about a server matters for safety, but for its tools. */
export type ServerFacts = Omit<
  RevisionSnapshot,
  'version' | 'serverId' | 'serverRef' | 'origin' | 'installed' | 'toolSurface'
>;

/** How systems are classified, by entity ref; `null` of those that say nothing. */
export type ReachedSystemsRecord = Readonly<
  Record<string, Exclude<ReachedClassification, 'unread'> | null>
>;

/** How people find and recognise a server; changes freely. */
export interface ServerDisplay {
  title: string;
  description: string;
  system?: string;
  lifecycle?: string;
  tags: string[];
}

/** A server as the registry keeps it. */
export interface ServerRecord {
  id: string;
  serverRef: string;
  namespace: string;
  name: string;
  origin: string;
  /** Whether the entity ref means this server now. */
  current: boolean;
  status: ServerStatus;
  statusReason?: string;
  /** When and why it ends or ended, where somebody has said so. */
  endOfLife?: EndOfLife;
  life: ServerLife;
  approvedDigest?: string;
  pendingDigest?: string;
  display: ServerDisplay;
  /** As approved; before the first approval as the entity says. */
  facts: ServerFacts;
  liveFacts: ServerFacts;
  /** Names of facts in which the entity differs from what was approved. */
  drift: string[];
  /** Tools that the gateway holds back, as it said last. */
  heldTools: HeldToolNote[];
  /** When somebody last looked at its tools and found them as approved, ISO 8601. */
  surfaceLookedAt?: string;
  /** How the systems behind it are classified, as the catalog said last. */
  reached: ReachedSystemsRecord;
  ownerTitle?: string;
  definition?: RegistrySchemas['ServerDefinition'];
  registeredBy?: string;
  toolCount: number | null;
  inCatalog: boolean;
  exampleData: boolean;
  createdAt: string;
  sequence: number;
}

/** A row of the table `servers`. */
export interface ServerRow {
  id: string;
  server_ref: string;
  namespace: string;
  name: string;
  origin: string;
  current_ref: string | null;
  status: ServerStatus;
  status_reason: string | null;
  ended: boolean | number;
  deprecated: boolean | number;
  end_of_life: string | null;
  retire_at: string | null;
  retired: boolean | number;
  suspended: boolean | number;
  approved_digest: string | null;
  pending_digest: string | null;
  title: string;
  sort_title: string;
  description: string;
  owner: string;
  owner_title: string | null;
  system: string | null;
  lifecycle: string | null;
  risk_tier: string;
  data_classification: string;
  tags: string;
  facts: string;
  live_facts: string;
  drift: string | null;
  held_tools: string | null;
  surface_looked_at: string | null;
  reached?: string | null;
  reviewed_at?: string | null;
  definition: string | null;
  registered_by: string | null;
  tool_count: number | null;
  search_text: string;
  in_catalog: boolean | number;
  example_data: boolean | number;
  created_at: string;
  sequence: number;
}

/** Reads a row. */
export function toServerRecord(row: ServerRow): ServerRecord {
  return {
    id: row.id,
    serverRef: row.server_ref,
    namespace: row.namespace,
    name: row.name,
    origin: row.origin,
    current: row.current_ref !== null,
    status: row.status,
    statusReason: row.status_reason ?? undefined,
    endOfLife: readOptionalJson<EndOfLife>(row.end_of_life),
    life: {
      retired: Boolean(row.retired),
      ended: Boolean(row.ended),
      deprecated: Boolean(row.deprecated),
      suspended: Boolean(row.suspended),
      approved: row.approved_digest !== null,
      pending: row.pending_digest !== null,
    },
    approvedDigest: row.approved_digest ?? undefined,
    pendingDigest: row.pending_digest ?? undefined,
    display: {
      title: row.title,
      description: row.description,
      system: row.system ?? undefined,
      lifecycle: row.lifecycle ?? undefined,
      tags: readJson<string[]>(row.tags),
    },
    facts: readJson<ServerFacts>(row.facts),
    liveFacts: readJson<ServerFacts>(row.live_facts),
    drift: readOptionalJson<string[]>(row.drift) ?? [],
    heldTools: readOptionalJson<HeldToolNote[]>(row.held_tools) ?? [],
    surfaceLookedAt: row.surface_looked_at ?? undefined,
    reached: readOptionalJson<ReachedSystemsRecord>(row.reached ?? null) ?? {},
    ownerTitle: row.owner_title ?? undefined,
    definition: readOptionalJson(row.definition),
    registeredBy: row.registered_by ?? undefined,
    toolCount: row.tool_count,
    inCatalog: Boolean(row.in_catalog),
    exampleData: Boolean(row.example_data),
    createdAt: row.created_at,
    sequence: row.sequence,
  };
}
