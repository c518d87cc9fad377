import type { Knex } from 'knex';
import type { Caller } from '../../service/Caller';
import type { Delegations } from '../delegations/Delegations';
import { sidesOf } from '../consentSides';
import { findConsents } from '../ConsentStore';
import { findStandings } from './StandingStore';

/** Says who is asked about a revision, and so may see it. */
export class AskedPeople {
  static create(options: {
    knex: Knex;
    delegations: Pick<Delegations, 'of'>;
  }): AskedPeople {
    return new AskedPeople(options);
  }

  readonly #options: Parameters<typeof AskedPeople.create>[0];

  private constructor(options: Parameters<typeof AskedPeople.create>[0]) {
    this.#options = options;
  }

  /** In their own name, or in that of somebody for whom they stand in. */
  async includes(caller: Caller, digest: string): Promise<boolean> {
    const { knex, delegations } = this.#options;
    // A previous owner whose entity another origin took over has to agree, and so to see.
    const consents = await findConsents(knex, [digest]);
    if (sidesOf(caller, consents.get(digest) ?? []).length > 0) return true;
    const state = (await findStandings(knex, [digest])).get(digest)?.state;
    const refs = new Set(
      state?.rules.flatMap(({ alternatives }) =>
        alternatives.flatMap(({ needs }) => needs.flatMap(need => need.refs)),
      ),
    );
    if (refs.size === 0) return false;
    const isIn = (names: readonly string[]) =>
      names.some(name => refs.has(name));
    if (isIn(caller.ownershipEntityRefs)) return true;
    const principals = await delegations.of(caller, 'revisions');
    return principals.some(({ memberOf }) => isIn(memberOf));
  }
}
