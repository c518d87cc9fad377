import type { Knex } from 'knex';
import { type ConsentRecord, replaceConsents } from '../ConsentStore';
import type { Standing } from './Approvals';
import { writeStanding } from './StandingStore';

/**
 * Writes where a decision stands, for lists and for those who wait: whom it waits for, and which of the two sides of a takeover agreed.
 *
 * @returns the sides, with who agreed.
 */
export async function writeAligned(
  tx: Knex.Transaction,
  options: {
    digest: string;
    consents: readonly ConsentRecord[];
    standing: Standing;
    isOpen: boolean;
  },
): Promise<ConsentRecord[]> {
  const { digest, standing, isOpen } = options;
  const { state, observed, dataOwners, reviews } = standing;
  const sides = state.rules.find(({ rule }) => rule === 'both-sides')
    ?.alternatives[0];
  const consents = options.consents.map(({ side, owner, reasons }) => {
    const by = sides?.needs.find(({ who }) => who === side)?.given[0];
    const at = reviews.find(
      review => review.by === by && review.verdict === 'approve',
    )?.at;
    return {
      ...{ side, owner, reasons },
      ...(by !== undefined && at !== undefined && { given: { by, at } }),
    };
  });
  if (consents.length > 0) await replaceConsents(tx, { digest, consents });
  await writeStanding(tx, {
    ...{ digest, isOpen },
    standing: { state, observed, dataOwners },
  });
  return consents;
}
