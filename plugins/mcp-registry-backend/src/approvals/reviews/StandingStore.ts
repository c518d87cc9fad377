import type {
  ApprovalFacts,
  ApprovalState,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readJson, readOptionalJson } from '../../database/readJson';
import { askedOf } from './askedOf';

/** Where a decision stands, as it was evaluated last. Decisions are made from a new evaluation, lists from this. */
export interface StandingRecord {
  state: ApprovalState;
  /** With the policies that are observed only; absent where there are none. */
  observed?: ApprovalState;
  dataOwners: ApprovalFacts['dataOwners'];
}

interface StandingRow {
  digest: string;
  state: string;
  observed: string | null;
  data_owners: string;
}

/** Where decisions stand, by digest. */
export async function findStandings(
  knex: Knex,
  digests: readonly string[],
): Promise<Map<string, StandingRecord>> {
  const rows: StandingRow[] = await knex('revision_approvals').whereIn(
    'digest',
    [...digests],
  );
  return new Map(
    rows.map(row => [
      row.digest,
      {
        state: readJson<ApprovalState>(row.state),
        observed: readOptionalJson<ApprovalState>(row.observed),
        dataOwners: readJson<ApprovalFacts['dataOwners']>(row.data_owners),
      },
    ]),
  );
}

/** Writes where a decision stands, and whom it waits for. */
export async function writeStanding(
  tx: Knex,
  options: { digest: string; isOpen: boolean; standing: StandingRecord },
): Promise<void> {
  const { digest, isOpen, standing } = options;
  const columns = {
    state: JSON.stringify(standing.state),
    observed: standing.observed ? JSON.stringify(standing.observed) : null,
    data_owners: JSON.stringify(standing.dataOwners),
  };
  await tx('revision_approvals')
    .insert({ digest, ...columns })
    .onConflict('digest')
    .merge(columns);
  await tx('revision_waits').where({ digest }).delete();
  const asked = isOpen ? askedOf(standing.state.waitsFor) : [];
  if (asked.length > 0) {
    await tx('revision_waits').insert(
      asked.map(({ ref, kind }) => ({ digest, ref, kind })),
    );
  }
}
