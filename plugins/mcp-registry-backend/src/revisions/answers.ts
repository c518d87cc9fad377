import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { Caller } from '../service/Caller';
import { addHistory } from '../service/HistoryStore';
import { updateRevision } from './RevisionStore';

type Step = RegistrySchemas['ThreadStep'];

/** Longer ones show their newest end. */
const MAX_STEPS = 20;

const COLUMNS = [
  'digest',
  'number',
  'state',
  'submitted_by',
  'submitted_at',
  'note',
  'decided_by',
  'decided_at',
  'reason',
  'answers',
] as const;

/** The newest revision of a server whose reviewer asked for changes, if nothing answers it yet. */
export async function findUnanswered(
  knex: Knex,
  serverId: string,
): Promise<string | undefined> {
  const row: { digest: string; state: string } | undefined = await knex(
    'revisions',
  )
    .where({ server_id: serverId })
    .whereNotNull('decided_at')
    .orderBy([
      { column: 'decided_at', order: 'desc' },
      { column: 'number', order: 'desc' },
    ])
    .first('digest', 'state');
  if (row?.state !== 'changes-requested') return undefined;
  const answer = await knex('revisions')
    .where({ server_id: serverId, answers: row.digest })
    .first('digest');
  return answer ? undefined : row.digest;
}

/** The revision and those that it answers, oldest first. */
export async function readThread(knex: Knex, digest: string): Promise<Step[]> {
  const steps: Step[] = [];
  const seen = new Set<string>();
  let next: string | null = digest;
  while (next !== null && !seen.has(next) && steps.length < MAX_STEPS) {
    seen.add(next);
    const row: Row | undefined = await knex('revisions')
      .where({ digest: next })
      .first(...COLUMNS);
    if (!row) break;
    steps.unshift({
      digest: row.digest,
      number: row.number,
      state: row.state,
      submittedBy: row.submitted_by,
      submittedAt: row.submitted_at,
      ...(row.note !== null && { note: row.note }),
      ...(row.decided_by !== null && { decidedBy: row.decided_by }),
      ...(row.decided_at !== null && { decidedAt: row.decided_at }),
      ...(row.reason !== null && { reason: row.reason }),
    });
    next = row.answers;
  }
  return steps;
}

/** Drafts that another draft or a submission takes the place of. */
export async function supersedeDrafts(
  tx: Knex.Transaction,
  options: {
    serverId: string;
    /** Which one does. */
    digest: string;
    by: Pick<Caller, 'userEntityRef' | 'actor'>;
    at: string;
  },
): Promise<void> {
  const { serverId, digest, by, at } = options;
  const drafts: { digest: string }[] = await tx('revisions')
    .where({ server_id: serverId, state: 'draft' })
    .whereNot({ digest })
    .select('digest');
  for (const draft of drafts) {
    await updateRevision(tx, {
      digest: draft.digest,
      from: 'draft',
      columns: { state: 'superseded' },
    });
    await addHistory(tx, {
      kind: 'revision',
      id: draft.digest,
      at,
      by: by.userEntityRef,
      actor: by.actor,
      event: 'superseded',
      details: { by: digest },
    });
  }
}

interface Row {
  digest: string;
  number: number;
  state: Step['state'];
  submitted_by: string;
  submitted_at: string;
  note: string | null;
  decided_by: string | null;
  decided_at: string | null;
  reason: string | null;
  answers: string | null;
}
