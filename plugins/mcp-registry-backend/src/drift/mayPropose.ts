import type { Knex } from 'knex';
import { findRevision, type RevisionRecord } from '../revisions/RevisionStore';
import type { ServerRecord } from '../servers/ServerRecord';
import type { HeldTool } from './HeldTool';

/** In whose name revisions are proposed for what the gateway found. Nobody, so that everybody who may decide, may. */
export const GATEWAY_REF = 'plugin:mcp-gateway';

/** A server that lists something else every time makes no more revisions than this. */
const PAUSE_MS = 60_000;

/** Whether what a server lists now is to be put up for review. Asked inside the transaction that does it. */
export async function mayPropose(
  tx: Knex.Transaction,
  options: {
    server: ServerRecord;
    approved: RevisionRecord;
    digest: string;
    now: Date;
  },
): Promise<boolean> {
  const { server, approved, digest, now } = options;
  if (!server.current || server.approvedDigest !== approved.digest) {
    return false;
  }
  // As approved again, or somebody has said no to exactly this.
  if (digest === approved.digest) return false;
  const same = await findRevision(tx, digest);
  if (
    same?.state === 'rejected' ||
    same?.state === 'changes-requested' ||
    same?.state === 'submitted'
  ) {
    return false;
  }
  if (!server.pendingDigest) return true;
  const pending = await findRevision(tx, server.pendingDigest);
  return (
    pending?.submittedBy === GATEWAY_REF &&
    now.getTime() - Date.parse(pending.submittedAt) >= PAUSE_MS
  );
}

const WORDS = {
  changed: 'Changed',
  added: 'Added',
  removed: 'Removed',
  returned: 'As approved again',
} as const satisfies Record<HeldTool['departure'], string>;

const MAX_NAMES = 5;

/** What is different, for people. */
export function noteOf(held: readonly HeldTool[]): string {
  return (Object.keys(WORDS) as HeldTool['departure'][])
    .flatMap(departure => {
      const names = held
        .filter(tool => tool.departure === departure)
        .map(({ name }) => name);
      const more = names.length - MAX_NAMES;
      const shown = names.slice(0, MAX_NAMES).join(', ');
      return names.length > 0
        ? [
            `${WORDS[departure]}: ${shown}${
              more > 0 ? ` and ${more} more` : ''
            }.`,
          ]
        : [];
    })
    .join(' ');
}
