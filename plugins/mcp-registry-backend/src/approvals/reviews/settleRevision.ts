import { nextServerLife } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { ExceptionUse } from '../../exceptions/ExceptionUseStore';
import { touchServer } from '../../feed/FeedStore';
import { updateRevision } from '../../revisions/RevisionStore';
import { addHistory } from '../../service/HistoryStore';
import { registryError } from '../../service/registryError';
import { lifeColumns } from '../../servers/serverColumns';
import { updateServer } from '../../servers/ServerStore';
import { addConditions, type NewCondition } from '../conditions/ConditionStore';
import { putInForce } from '../putInForce';
import type { Decidable } from './Approvals';

/** What a revision becomes that somebody denied: refused, or sent back with what to change. */
export type DeniedState = 'rejected' | 'changes-requested';

const EVENTS = {
  approved: 'approve',
  rejected: 'reject',
  'changes-requested': 'request-changes',
} as const;

/** Ends the wait of a revision: what is approved is served from now on, what is rejected or sent back never was. */
export async function settleRevision(
  tx: Knex.Transaction,
  options: Decidable & {
    state: 'approved' | DeniedState;
    /** The findings without whose exceptions the checks would have held it back. */
    accepted: readonly ExceptionUse[];
    /** Who brought it about: a person, or a rule by its signature. */
    by: string;
    at: string;
    reason?: string;
    /** Under what it is approved, beside what holds for the server already. */
    conditions?: readonly NewCondition[];
    details: Record<string, unknown>;
  },
): Promise<void> {
  const { revision, server, state, by, at, reason, details, accepted } =
    options;
  const { conditions = [] } = options;
  const { digest } = revision;
  const life = nextServerLife(server.life, EVENTS[state]);
  if (!life.ok || !server.current) {
    throw registryError('server.state', life.ok ? undefined : life.reason);
  }
  const written = await updateRevision(tx, {
    digest,
    from: 'submitted',
    columns: {
      state,
      decided_by: by,
      decided_at: at,
      reason: reason ?? null,
      proposal: null,
    },
  });
  if (!written) throw registryError('revision.already-decided');
  await addHistory(tx, {
    kind: 'revision',
    id: digest,
    ...{ at, by, event: state, reason },
    details: {
      ...details,
      ...(accepted.length > 0 && { accepted }),
      ...(state === 'approved' &&
        conditions.length > 0 && { underConditions: conditions }),
    },
  });
  if (state === 'approved') {
    await addConditions(tx, { serverId: server.id, digest, at, conditions });
    await putInForce(tx, {
      caller: { userEntityRef: by },
      ...{ server, revision, event: 'approve', at, accepted },
    });
  } else {
    await updateServer(tx, server.id, {
      ...lifeColumns(life.state),
      pending_digest: null,
      ...(!life.state.approved &&
        !life.state.suspended && {
          status_reason: `${
            state === 'rejected' ? 'Not approved' : 'Changes are asked for'
          }: ${reason ?? ''}`.trim(),
        }),
    });
  }
  await touchServer(tx, server.id);
}
