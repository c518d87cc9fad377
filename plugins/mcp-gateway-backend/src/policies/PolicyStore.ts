import type { Knex } from 'knex';
import type { WrittenPolicies } from '../pipeline/policies/CompanyPolicies';
import type { PolicySource } from '../pipeline/policies/types';
import { policyRow, type ProposalRow, type VersionRow } from './policyRow';
import { sourceOf } from './sourceOf';
import type { PolicyProposal, PolicyVersion } from './types';

const HEAD = 'policy_head';
const VERSIONS = 'policy_versions';
const PROPOSALS = 'policy_proposals';

/** Policies that were written in the portal, in the database that all replicas share. */
export class PolicyStore implements WrittenPolicies {
  static create(options: { database: Knex }): PolicyStore {
    return new PolicyStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async head(): Promise<number> {
    const row = await this.#knex(HEAD).where({ id: 1 }).first();
    return Number(row.head);
  }

  async sources(): Promise<PolicySource[]> {
    const holding = await this.current();
    return holding.flatMap(version => sourceOf(version.name, version));
  }

  /** The last version of each, removed ones too, by name. */
  async current(): Promise<PolicyVersion[]> {
    const knex = this.#knex;
    const rows: VersionRow[] = await knex(`${VERSIONS} as v`)
      .where(
        'v.version',
        knex(`${VERSIONS} as w`).max('w.version').whereRaw('w.name = v.name'),
      )
      .orderBy('v.name')
      .select('v.*');
    return rows.map(policyRow.toVersion);
  }

  async last(name: string): Promise<PolicyVersion | undefined> {
    const row = await this.#knex<VersionRow>(VERSIONS)
      .where({ name })
      .orderBy('version', 'desc')
      .first();
    return row && policyRow.toVersion(row);
  }

  async version(
    name: string,
    version: number,
  ): Promise<PolicyVersion | undefined> {
    const row = await this.#knex<VersionRow>(VERSIONS)
      .where({ name, version })
      .first();
    return row && policyRow.toVersion(row);
  }

  /** Newest first. */
  async history(
    name: string,
    options: { limit: number; before?: number },
  ): Promise<PolicyVersion[]> {
    const query = this.#knex<VersionRow>(VERSIONS)
      .where({ name })
      .orderBy('version', 'desc')
      .limit(options.limit);
    if (options.before !== undefined) {
      query.where('version', '<', options.before);
    }
    return (await query).map(policyRow.toVersion);
  }

  async proposals(): Promise<PolicyProposal[]> {
    const rows = await this.#knex<ProposalRow>(PROPOSALS).orderBy('name');
    return rows.map(policyRow.toProposal);
  }

  async proposal(name: string): Promise<PolicyProposal | undefined> {
    const row = await this.#knex<ProposalRow>(PROPOSALS)
      .where({ name })
      .first();
    return row && policyRow.toProposal(row);
  }

  /** One proposal for a policy at a time: a newer one takes the place of the one that waits. */
  async propose(proposal: PolicyProposal): Promise<void> {
    await this.#knex(PROPOSALS)
      .insert(policyRow.ofProposal(proposal))
      .onConflict('name')
      .merge();
  }

  /** Whether this very proposal was still there. */
  async withdraw(proposal: {
    name: string;
    digest: string;
    author: string;
  }): Promise<boolean> {
    const { name, digest, author } = proposal;
    const gone = await this.#knex(PROPOSALS)
      .where({ name, digest, author })
      .delete();
    return gone > 0;
  }

  /**
   * Runs a change of versions alone: no other writer on any replica is between what it reads and what it writes.
   */
  async alone<T>(work: (store: PolicyStore) => Promise<T>): Promise<T> {
    return await this.#knex.transaction(async tx => {
      // Also what replicas look at: the row is locked until the end.
      await tx(HEAD).where({ id: 1 }).increment('head', 1);
      return await work(new PolicyStore(tx));
    });
  }

  /** Adds a version and ends what was proposed for it. Within {@link PolicyStore.alone}. */
  async add(version: PolicyVersion): Promise<void> {
    await this.#knex(VERSIONS).insert(policyRow.ofVersion(version));
    await this.#knex(PROPOSALS).where({ name: version.name }).delete();
  }
}
