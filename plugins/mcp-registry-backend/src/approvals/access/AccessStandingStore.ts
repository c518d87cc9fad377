import type {
  AccessState,
  StepState,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readJson, readOptionalJson } from '../../database/readJson';

const TABLE = 'access_request_approvals';
const WAITS = 'access_request_waits';
const STEPS = 'access_request_steps';

/** Where a decision stands, as it was evaluated last. Decisions are made from a new evaluation, lists from this. */
export interface AccessStandingRecord {
  state: AccessState;
  /** With the policies that are observed only; absent where there are none. */
  observed?: AccessState;
}

/** Where decisions stand, by request. */
export async function findAccessStandings(
  knex: Knex,
  ids: readonly string[],
): Promise<Map<string, AccessStandingRecord>> {
  const rows: { request_id: string; state: string; observed: string | null }[] =
    await knex(TABLE).whereIn('request_id', [...ids]);
  return new Map(
    rows.map(row => [
      row.request_id,
      {
        state: readJson<AccessState>(row.state),
        observed: readOptionalJson<AccessState>(row.observed),
      },
    ]),
  );
}

/** Writes where a decision stands, and whom it waits for while it is open. */
export async function writeAccessStanding(
  tx: Knex,
  options: { id: string; isOpen: boolean; standing: AccessStandingRecord },
): Promise<void> {
  const { id, isOpen, standing } = options;
  const columns = {
    state: JSON.stringify(standing.state),
    observed: standing.observed ? JSON.stringify(standing.observed) : null,
  };
  await tx(TABLE)
    .insert({ request_id: id, ...columns })
    .onConflict('request_id')
    .merge(columns);
  await tx(WAITS).where({ request_id: id }).delete();
  const refs = isOpen ? refsOf(standing) : [];
  if (refs.length > 0) {
    await tx(WAITS).insert(refs.map(ref => ({ request_id: id, ref })));
  }
}

/** Everybody for whom it waits, each once. */
export function refsOf(
  standing: Pick<AccessStandingRecord, 'state'> | undefined,
): string[] {
  return [
    ...new Set(standing?.state.waitsFor.flatMap(({ refs }) => [...refs])),
  ];
}

/** Of the request at hand in a query of requests. */
export function accessWaitsOf(knex: Knex): Knex.QueryBuilder {
  return knex(WAITS).where(
    `${WAITS}.request_id`,
    knex.ref('access_requests.id'),
  );
}

type Key = Pick<StepState, 'policy' | 'rule' | 'index'>;

/**
 * Notes that a step is done. Of all replicas one does it.
 *
 * @returns false where it was done before.
 */
export async function takeAccessStep(
  tx: Knex,
  options: { id: string; step: Key; at: string },
): Promise<boolean> {
  const { id, step, at } = options;
  const { policy, rule, index } = step;
  const key = { request_id: id, policy, rule, step: index };
  if (await tx(STEPS).where(key).first()) return false;
  await tx(STEPS).insert({ ...key, done_at: at });
  return true;
}

/** The steps of a request that are done, as `stepName` has them. */
export async function accessStepsDone(
  knex: Knex,
  id: string,
): Promise<Set<string>> {
  const rows: { policy: string; rule: string; step: number }[] = await knex(
    STEPS,
  ).where({ request_id: id });
  return new Set(
    rows.map(({ policy, rule, step }) => `${policy}/${rule}/${step}`),
  );
}
