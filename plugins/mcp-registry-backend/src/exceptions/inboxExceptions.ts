import type { McpServerFilter } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Knex } from 'knex';
import { afterKey } from '../database/afterKey';
import { applyCriteria } from '../database/applyCriteria';
import type { Key } from '../database/keyset';
import type { Caller } from '../service/Caller';
import type { Allowed } from '../service/Policy';
import type { ExceptionRow } from './ExceptionStore';

/** An exception in somebody's inbox. */
export interface ExceptionEntry {
  kind: 'exception';
  id: string;
  sortedBy: string;
  row: ExceptionRow;
}

interface Question {
  knex: Knex;
  caller: Caller;
  /** Servers about whose versions the caller may decide. */
  allowed: Allowed<McpServerFilter>;
  state: 'open' | 'decided';
}

const SERVER_COLUMNS = {
  owner: 'servers.owner',
  status: 'servers.status',
  riskTier: 'servers.risk_tier',
  dataClassification: 'servers.data_classification',
};

/** How many exceptions wait for somebody, as `roleInException` judges a single one. */
export async function countExceptions(question: Question): Promise<number> {
  const rows = await queryOf(question)?.count<{ total: number }[]>({
    total: '*',
  });
  return Number(rows?.[0]?.total ?? 0);
}

/** A page of the exceptions that wait for somebody, or that were decided. */
export async function pageOfExceptions(
  question: Question,
  options: { limit: number; key: Key | undefined },
): Promise<ExceptionEntry[]> {
  const query = queryOf(question);
  if (!query) return [];
  const isOpen = question.state === 'open';
  const column = isOpen ? 'created_at' : 'decided_at';
  afterKey(query, {
    column: `exceptions.${column}`,
    id: 'exceptions.id',
    order: isOpen ? 'asc' : 'desc',
    key: options.key,
  });
  const rows: ExceptionRow[] = await query
    .limit(options.limit)
    .select('exceptions.*');
  return rows.map(row => ({
    ...{ kind: 'exception', id: row.id, row },
    sortedBy: row[column] ?? '',
  }));
}

function queryOf(question: Question): Knex.QueryBuilder | undefined {
  const { knex, caller, allowed, state } = question;
  if (!caller.isApprover || allowed.kind === 'none') return undefined;
  const query = knex('exceptions').join(
    'servers',
    'servers.id',
    'exceptions.server_id',
  );
  if (state === 'open') {
    query
      .join('revisions', 'revisions.digest', 'exceptions.digest')
      .where({ 'exceptions.state': 'requested', 'servers.retired': false })
      .whereNotNull('servers.current_ref')
      .whereNot({ 'exceptions.requested_by': caller.userEntityRef })
      .whereNot({ 'revisions.submitted_by': caller.userEntityRef });
  } else {
    query.whereNotNull('exceptions.decided_at');
  }
  if (allowed.kind === 'some') {
    query.where(policy =>
      applyCriteria(policy, allowed.criteria, SERVER_COLUMNS),
    );
  }
  return query;
}
