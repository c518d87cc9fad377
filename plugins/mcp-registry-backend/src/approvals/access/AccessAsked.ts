import type { Knex } from 'knex';
import type { AccessRequestRecord } from '../../access/AccessRequestStore';
import type { Caller } from '../../service/Caller';
import type { Delegations } from '../delegations/Delegations';
import type { AccessApprovals } from './AccessApprovals';
import { findAccessStandings } from './AccessStandingStore';

/** Says who is asked about a request, and so may see it. */
export class AccessAsked {
  static create(options: {
    knex: Knex;
    approvals: AccessApprovals;
    delegations: Pick<Delegations, 'of'>;
  }): AccessAsked {
    return new AccessAsked(options);
  }

  readonly #options: Parameters<typeof AccessAsked.create>[0];

  private constructor(options: Parameters<typeof AccessAsked.create>[0]) {
    this.#options = options;
  }

  /** In their own name, or in that of somebody for whom they stand in. */
  async includes(
    caller: Caller,
    { id }: Pick<AccessRequestRecord, 'id'>,
  ): Promise<boolean> {
    const { knex, approvals, delegations } = this.#options;
    if (!approvals.isEnforced) return false;
    const state = (await findAccessStandings(knex, [id])).get(id)?.state;
    const refs = new Set(
      state?.rules.flatMap(({ alternatives }) =>
        alternatives.flatMap(({ needs }) => needs.flatMap(need => need.refs)),
      ),
    );
    const isIn = (names: readonly string[]) =>
      names.some(name => refs.has(name));
    if (isIn(caller.ownershipEntityRefs)) return true;
    const principals = await delegations.of(caller, 'access-requests');
    return principals.some(({ memberOf }) => isIn(memberOf));
  }
}
