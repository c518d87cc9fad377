import type { Knex } from 'knex';
import {
  type Approvals,
  type Decidable,
  type Standing,
  systemsOf,
} from '../reviews/Approvals';
import type { DataOwners } from '../reviews/DataOwners';
import type { LiftRecord } from './LiftStore';

/** Says where the decision about a wish stands: as the approval policy decides about a version that is nothing but wider. */
export class LiftStandings {
  static create(options: {
    approvals: Approvals;
    dataOwners: DataOwners;
  }): LiftStandings {
    return new LiftStandings(options);
  }

  readonly #options: Parameters<typeof LiftStandings.create>[0];

  private constructor(options: Parameters<typeof LiftStandings.create>[0]) {
    this.#options = options;
  }

  /** Who owns what lies behind. Never inside a transaction. */
  async ownersOf({ revision }: Decidable): Promise<Standing['dataOwners']> {
    const { dataOwners } = this.#options;
    return (await dataOwners.of(systemsOf(revision, undefined))) ?? [];
  }

  /** Reviews are of this wish alone. */
  async of(
    knex: Knex,
    options: {
      about: Decidable;
      lift: LiftRecord;
      owners: Standing['dataOwners'];
    },
  ): Promise<Standing> {
    const { about, lift, owners } = options;
    const { approvals } = this.#options;
    const facts = await approvals.facts(knex, {
      ...{ ...about, base: about.revision, floor: [] },
      dataOwners: owners,
    });
    return approvals.evaluate(
      {
        ...facts,
        requester: lift.requestedBy,
        submittedAt: lift.requestedAt,
        changes: { kinds: ['widened'], sameSurface: true },
        baseDigest: lift.id,
      },
      lift.reviews,
    );
  }
}
