import type { CheckFinding } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readOptionalJson } from '../database/readJson';

const TABLE = 'revision_checks';

/** Names one verdict: which revision, which check, by which of its versions. */
export interface CheckKey {
  digest: string;
  checkId: string;
  checkVersion: string;
}

/** A verdict, or the wait for one. */
export interface CheckRecord extends CheckKey {
  /** Absent until there is a verdict. */
  outcome?: string;
  summary?: string;
  findings: CheckFinding[];
  omittedFindings: number;
  evidence?: Record<string, unknown>;
  dataAt?: string;
  checkedAt?: string;
  /** Why the last try gave no verdict. */
  problem?: string;
  attempts: number;
  dueAt: string;
  /** A replica is at it until then, unless it died. */
  claimedUntil?: string;
}

interface CheckRow {
  digest: string;
  check_id: string;
  check_version: string;
  outcome: string | null;
  summary: string | null;
  findings: string | null;
  omitted_findings: number;
  evidence: string | null;
  data_at: string | null;
  checked_at: string | null;
  problem: string | null;
  attempts: number;
  due_at: string;
  claim: string | null;
  claimed_until: string | null;
}

/** What a row is changed to. */
export type CheckColumns = Partial<
  Omit<CheckRow, 'digest' | 'check_id' | 'check_version'>
>;

function toRecord(row: CheckRow): CheckRecord {
  return {
    digest: row.digest,
    checkId: row.check_id,
    checkVersion: row.check_version,
    outcome: row.outcome ?? undefined,
    summary: row.summary ?? undefined,
    findings: readOptionalJson<CheckFinding[]>(row.findings) ?? [],
    omittedFindings: row.omitted_findings,
    evidence: readOptionalJson(row.evidence),
    dataAt: row.data_at ?? undefined,
    checkedAt: row.checked_at ?? undefined,
    problem: row.problem ?? undefined,
    attempts: row.attempts,
    dueAt: row.due_at,
    claimedUntil: row.claimed_until ?? undefined,
  };
}

const columnsOf = (key: CheckKey) => ({
  digest: key.digest,
  check_id: key.checkId,
  check_version: key.checkVersion,
});

/** What is known of a revision, by all checks and versions. */
export async function findChecks(
  knex: Knex,
  digest: string,
): Promise<CheckRecord[]> {
  const rows: CheckRow[] = await knex(TABLE).where({ digest });
  return rows.map(toRecord);
}

/** Adds rows that are due now; those that are there already stay as they are. */
export async function addChecks(
  knex: Knex,
  options: { keys: CheckKey[]; dueAt: string },
): Promise<void> {
  if (options.keys.length === 0) return;
  await knex(TABLE)
    .insert(
      options.keys.map(key => ({ ...columnsOf(key), due_at: options.dueAt })),
    )
    .onConflict(['digest', 'check_id', 'check_version'])
    .ignore();
}

/** Makes checks due at once; `forget` drops what they said, where that was about something else. */
export async function makeDue(
  knex: Knex,
  options: {
    digest: string;
    checkIds: string[];
    dueAt: string;
    forget: boolean;
  },
): Promise<void> {
  const { digest, checkIds, dueAt, forget } = options;
  await knex(TABLE)
    .where({ digest })
    .whereIn('check_id', checkIds)
    // What runs now is what was asked for, unless it looks at what no longer is: then its word is not taken.
    .modify(query => (forget ? query : query.andWhere({ claim: null })))
    .update({
      due_at: dueAt,
      attempts: 0,
      ...(forget && {
        outcome: null,
        problem: null,
        claim: null,
        claimed_until: null,
      }),
    });
}

/** Makes a check of all revisions due at once, since what it rests on has changed. Who is at it with what was before is not heard. */
export async function makeAllDue(
  knex: Knex,
  options: Omit<CheckKey, 'digest'> & { dueAt: string },
): Promise<void> {
  const { checkId, checkVersion, dueAt } = options;
  await knex(TABLE)
    .where({ check_id: checkId, check_version: checkVersion })
    .update({ due_at: dueAt, attempts: 0, claim: null, claimed_until: null });
}

/** Live revisions (approved, or waiting for review) that a check has no row about. */
export async function unseenDigests(
  knex: Knex,
  options: { checkId: string; checkVersion: string; limit: number },
): Promise<string[]> {
  const { checkId, checkVersion, limit } = options;
  const rows: { digest: string }[] = await knex('revisions')
    .join('servers', 'servers.id', 'revisions.server_id')
    .where('servers.retired', false)
    .andWhere(live =>
      live
        .whereRaw('?? = ??', ['servers.approved_digest', 'revisions.digest'])
        .orWhereRaw('?? = ??', ['servers.pending_digest', 'revisions.digest']),
    )
    .whereNotExists(
      knex(TABLE)
        .select(knex.raw('1'))
        .whereRaw('?? = ??', [`${TABLE}.digest`, 'revisions.digest'])
        .andWhere({ check_id: checkId, check_version: checkVersion }),
    )
    .orderBy('revisions.digest')
    .limit(limit)
    .select('revisions.digest as digest');
  return rows.map(({ digest }) => digest);
}

/** Takes the check that waits longest, for one replica and for a while. */
export async function claimDue(
  knex: Knex,
  options: {
    installed: readonly Pick<CheckKey, 'checkId' | 'checkVersion'>[];
    digest?: string;
    now: string;
    claim: string;
    claimedUntil: string;
  },
): Promise<CheckRecord | undefined> {
  const { installed, digest, now, claim, claimedUntil } = options;
  if (installed.length === 0) return undefined;
  const isFree = (query: Knex.QueryBuilder) =>
    query.where('due_at', '<=', now).andWhere(free => {
      free.whereNull('claimed_until').orWhere('claimed_until', '<', now);
    });
  const due: CheckRow[] = await isFree(knex(TABLE))
    .modify(query => (digest ? query.andWhere({ digest }) : query))
    .andWhere(some => {
      for (const { checkId, checkVersion } of installed) {
        some.orWhere({ check_id: checkId, check_version: checkVersion });
      }
    })
    .orderBy([{ column: 'due_at' }, { column: 'digest' }])
    .limit(20);
  for (const row of due) {
    const taken: number = await isFree(
      knex(TABLE).where(columnsOf(toRecord(row))),
    ).update({ claim, claimed_until: claimedUntil });
    if (taken === 1) return toRecord(row);
  }
  return undefined;
}

/**
 * Writes what came of a check, if it is still the caller's.
 *
 * @returns false where the claim was lost: it ran out, or the revision was probed anew meanwhile.
 */
export async function finishCheck(
  knex: Knex,
  options: { key: CheckKey; claim: string; columns: CheckColumns },
): Promise<boolean> {
  const count: number = await knex(TABLE)
    .where({ ...columnsOf(options.key), claim: options.claim })
    .update({ ...options.columns, claim: null, claimed_until: null });
  return count === 1;
}
