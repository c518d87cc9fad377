import {
  nextRevisionState,
  nextServerLife,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { shownSurface } from '../hiding/shownSurface';
import {
  type RevisionRecord,
  updateRevision,
} from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import { addHistory } from '../service/HistoryStore';
import { registryError } from '../service/registryError';
import { driftOf } from '../servers/driftOf';
import {
  factsColumns,
  lifeColumns,
  searchText,
} from '../servers/serverColumns';
import type { ServerRecord } from '../servers/ServerRecord';
import { updateServer } from '../servers/ServerStore';

/**
 * Makes a revision the one that is served, in place of the one before it. `approve`: it waited for that, and waits no more; `restore`:
 * it is taken up again, and what waits goes on waiting. The revision's own state is the caller's to write.
 */
export async function putInForce(
  tx: Knex.Transaction,
  options: {
    caller: Pick<Caller, 'userEntityRef'>;
    server: ServerRecord;
    revision: RevisionRecord;
    event: 'approve' | 'restore';
    at: string;
  },
): Promise<void> {
  const { caller, server, revision, event, at } = options;
  const life = nextServerLife(server.life, event);
  if (!life.ok) {
    throw registryError('server.state', life.reason);
  }
  if (server.approvedDigest) {
    await replace(tx, {
      digest: server.approvedDigest,
      by: caller.userEntityRef,
      with: revision.digest,
      at,
    });
  }
  const toolSurface = await shownSurface(tx, server.id, revision.toolSurface);
  await updateServer(tx, server.id, {
    ...lifeColumns(life.state),
    ...factsColumns(revision.facts),
    ...(!life.state.suspended && { status_reason: null }),
    approved_digest: revision.digest,
    ...(event === 'approve' && { pending_digest: null }),
    drift: JSON.stringify(
      driftOf({ approved: revision.facts, live: server.liveFacts }),
    ),
    tool_count: toolSurface.known ? toolSurface.tools.length : null,
    search_text: searchText({
      name: server.name,
      display: server.display,
      approvedSurface: toolSurface,
    }),
  });
}

async function replace(
  tx: Knex.Transaction,
  options: { digest: string; by: string; with: string; at: string },
): Promise<void> {
  const { digest, by, at } = options;
  const next = nextRevisionState('approved', 'replace');
  const isReplaced =
    next.ok &&
    (await updateRevision(tx, {
      digest,
      from: 'approved',
      columns: { state: next.state },
    }));
  if (!isReplaced) {
    throw registryError('revision.base-changed');
  }
  await addHistory(tx, {
    kind: 'revision',
    id: digest,
    at,
    by,
    event: 'replaced',
    details: { by: options.with },
  });
}
