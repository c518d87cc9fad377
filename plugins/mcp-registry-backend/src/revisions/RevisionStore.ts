import type {
  RegistrySchemas,
  RevisionSnapshot,
  RevisionState,
  ToolSurface,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readJson, readOptionalJson } from '../database/readJson';
import type { ServerFacts } from '../servers/ServerRecord';

/** A decision that waits for its confirmation. */
export type Proposal = RegistrySchemas['Proposal'];

/** A revision as the registry keeps it. */
export interface RevisionRecord {
  digest: string;
  serverId: string;
  number: number;
  state: RevisionState;
  submittedBy: string;
  submittedAt: string;
  note?: string;
  decidedBy?: string;
  decidedAt?: string;
  reason?: string;
  /** The digest of the revision whose reviewer asked for changes, where this one answers. */
  answers?: string;
  snapshot: RevisionSnapshot;
  /** The snapshot's facts, without identity and tools. */
  facts: ServerFacts;
  toolSurface: ToolSurface;
  proposal?: Proposal;
  exampleData: boolean;
}

/** A row of the table `revisions`. */
export interface RevisionRow {
  digest: string;
  server_id: string;
  number: number;
  state: RevisionState;
  submitted_by: string;
  submitted_at: string;
  note: string | null;
  decided_by: string | null;
  decided_at: string | null;
  reason: string | null;
  answers: string | null;
  snapshot: string;
  tool_surface: string;
  proposal: string | null;
  example_data: boolean | number;
}

/** Reads a row. */
export function toRevisionRecord(row: RevisionRow): RevisionRecord {
  const snapshot = readJson<RevisionSnapshot>(row.snapshot);
  return {
    digest: row.digest,
    serverId: row.server_id,
    number: row.number,
    state: row.state,
    submittedBy: row.submitted_by,
    submittedAt: row.submitted_at,
    note: row.note ?? undefined,
    decidedBy: row.decided_by ?? undefined,
    decidedAt: row.decided_at ?? undefined,
    reason: row.reason ?? undefined,
    answers: row.answers ?? undefined,
    snapshot,
    facts: factsOf(snapshot),
    toolSurface: readJson<ToolSurface>(row.tool_surface),
    proposal: readOptionalJson(row.proposal),
    exampleData: Boolean(row.example_data),
  };
}

function factsOf(snapshot: RevisionSnapshot): ServerFacts {
  return {
    owner: snapshot.owner,
    riskTier: snapshot.riskTier,
    dataClassification: snapshot.dataClassification,
    compliance: snapshot.compliance,
    audience: snapshot.audience,
    reaches: snapshot.reaches,
    upstream: snapshot.upstream,
    package: snapshot.package,
    run: snapshot.run,
    permissionProfile: snapshot.permissionProfile,
    isolation: snapshot.isolation,
    credential: snapshot.credential,
  };
}

/** A revision by its digest. */
export async function findRevision(
  knex: Knex,
  digest: string,
): Promise<RevisionRecord | undefined> {
  const row: RevisionRow | undefined = await knex('revisions')
    .where({ digest })
    .first();
  return row && toRevisionRecord(row);
}

/** Several revisions by digest. */
export async function findRevisions(
  knex: Knex,
  digests: string[],
): Promise<Map<string, RevisionRecord>> {
  if (digests.length === 0) return new Map();
  const rows: RevisionRow[] = await knex('revisions').whereIn(
    'digest',
    digests,
  );
  return new Map(rows.map(row => [row.digest, toRevisionRecord(row)]));
}

/** The newest revisions of a server, newest first. */
export async function listServerRevisions(
  knex: Knex,
  options: { serverId: string; limit: number },
): Promise<RevisionRecord[]> {
  const rows: RevisionRow[] = await knex('revisions')
    .where({ server_id: options.serverId })
    .orderBy('number', 'desc')
    .limit(options.limit);
  return rows.map(toRevisionRecord);
}

/** What a list of revisions tells of each. */
export type RevisionHead = Pick<
  RevisionRecord,
  | 'digest'
  | 'number'
  | 'state'
  | 'submittedBy'
  | 'submittedAt'
  | 'note'
  | 'decidedBy'
  | 'decidedAt'
  | 'reason'
  | 'answers'
>;

/** The columns of a row that a list reads: what a revision is about is by far the largest part of it. */
export const HEAD_COLUMNS = [
  'revisions.digest',
  'revisions.server_id',
  'revisions.number',
  'revisions.state',
  'revisions.submitted_by',
  'revisions.submitted_at',
  'revisions.note',
  'revisions.decided_by',
  'revisions.decided_at',
  'revisions.reason',
  'revisions.answers',
] as const;

/** A row of the table `revisions`, without the documents of what it is about. */
export type RevisionHeadRow = Omit<
  RevisionRow,
  'snapshot' | 'tool_surface' | 'proposal' | 'example_data'
>;

/** Reads such a row. */
export function toRevisionHead(row: RevisionHeadRow): RevisionHead {
  return {
    digest: row.digest,
    number: row.number,
    state: row.state,
    submittedBy: row.submitted_by,
    submittedAt: row.submitted_at,
    note: row.note ?? undefined,
    decidedBy: row.decided_by ?? undefined,
    decidedAt: row.decided_at ?? undefined,
    reason: row.reason ?? undefined,
    answers: row.answers ?? undefined,
  };
}

/** A page of a server's revisions, newest first, without the documents of what each is about. */
export async function pageOfRevisions(
  knex: Knex,
  options: {
    serverId: string;
    limit: number;
    /** Only numbers below. */
    below?: number;
    state?: RevisionState;
  },
): Promise<RevisionHead[]> {
  const { serverId, limit, below, state } = options;
  const query = knex('revisions')
    .where({ server_id: serverId, ...(state && { state }) })
    .orderBy('number', 'desc')
    .limit(limit)
    .select<RevisionHeadRow[]>(...HEAD_COLUMNS);
  if (below !== undefined) query.where('number', '<', below);
  return (await query).map(toRevisionHead);
}

/** The number that the next revision of a server gets. */
export async function nextRevisionNumber(
  tx: Knex,
  serverId: string,
): Promise<number> {
  const row = await tx('revisions')
    .where({ server_id: serverId })
    .max<{ highest: number | null }[]>({ highest: 'number' });
  return (row[0]?.highest ?? 0) + 1;
}

/** Adds a revision. */
export async function insertRevision(
  tx: Knex,
  row: RevisionRow,
): Promise<void> {
  await tx('revisions').insert(row);
}

/**
 * Writes columns of a revision, if it is still in the state that the caller saw.
 *
 * @returns false where somebody else was faster.
 */
export async function updateRevision(
  tx: Knex,
  options: {
    digest: string;
    from: RevisionState;
    columns: Partial<RevisionRow>;
  },
): Promise<boolean> {
  const count: number = await tx('revisions')
    .where({ digest: options.digest, state: options.from })
    .update(options.columns);
  return count === 1;
}
