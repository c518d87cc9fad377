import type { ConsentSide } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import {
  type RevisionRecord,
  updateRevision,
} from '../revisions/RevisionStore';
import type { Decider } from '../service/Caller';
import { addHistory } from '../service/HistoryStore';
import { registryError } from '../service/registryError';
import { sidesOf } from './consentSides';
import { type ConsentRecord, giveConsent } from './ConsentStore';

/**
 * Writes that the caller agrees to a revision for one side.
 *
 * @returns the sides that still have to agree. While there are any, the revision stays submitted.
 */
export async function consentIn(
  tx: Knex.Transaction,
  options: {
    caller: Decider;
    revision: RevisionRecord;
    consents: ConsentRecord[];
    side: ConsentSide;
    at: string;
    reason?: string;
  },
): Promise<ConsentRecord[]> {
  const { caller, revision, consents, side, at, reason } = options;
  const { digest } = revision;
  const by = caller.userEntityRef;
  if (
    !sidesOf(caller, consents).includes(side) ||
    consents.some(({ given }) => given?.by === by) ||
    !(await giveConsent(tx, { digest, side, by, at }))
  ) {
    throw registryError('revision.consent-given');
  }
  const missing = consents.filter(
    consent => consent.side !== side && !consent.given,
  );
  if (missing.length === 0) {
    return [];
  }
  const confirmed = revision.proposal?.proposedBy === by;
  const open = await updateRevision(tx, {
    digest,
    from: 'submitted',
    // A proposal of the other side still waits for its confirmation.
    columns: {
      proposal:
        revision.proposal && !confirmed
          ? JSON.stringify(revision.proposal)
          : null,
    },
  });
  if (!open) {
    throw registryError('revision.already-decided');
  }
  await addHistory(tx, {
    kind: 'revision',
    id: digest,
    at,
    by,
    event: 'consented',
    reason,
    details: { side },
  });
  return missing;
}
