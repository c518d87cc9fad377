import type { Knex } from 'knex';
import type { RollbackService } from '../../approvals/RollbackService';
import {
  listServerRevisions,
  type RevisionRecord,
} from '../../revisions/RevisionStore';
import type { ServerRecord } from '../../servers/ServerRecord';
import type { Decider } from '../../service/Caller';
import type { MergeDecides } from '../settings/GitOpsSettings';
import type { MergedChanges } from './MergeDecisions';
import { sameFacts } from './sameFacts';

const MOST_REVISIONS = 200;

/** A definition that is again what was approved once takes that revision up again: a revert is a rollback. */
export class Reverts {
  static create(options: {
    knex: Knex;
    rollbacks: Pick<RollbackService, 'rollBackByMerge'>;
    mergeDecides: MergeDecides;
  }): Reverts {
    return new Reverts(options);
  }

  readonly #options: Parameters<typeof Reverts.create>[0];

  private constructor(options: Parameters<typeof Reverts.create>[0]) {
    this.#options = options;
  }

  /** @returns the revision that serves again; nothing where there is none, or people have to look at it. */
  async take(
    server: ServerRecord,
    merged: MergedChanges,
  ): Promise<string | undefined> {
    const { knex, rollbacks, mergeDecides } = this.#options;
    const { approvedDigest } = server;
    if (!approvedDigest) return undefined;
    const revisions = await listServerRevisions(knex, {
      ...{ serverId: server.id, limit: MOST_REVISIONS },
    });
    const target = revisions.find(
      ({ state, facts }) =>
        state === 'replaced' && sameFacts(facts, server.liveFacts),
    );
    const current = revisions.find(({ digest }) => digest === approvedDigest);
    if (!target || !current) return undefined;
    const isByMerge = [target, current].every(
      ({ facts }: RevisionRecord) => mergeDecides[facts.riskTier] !== undefined,
    );
    if (!isByMerge) return undefined;
    for (const decider of accountable(merged)) {
      try {
        const isRestored = await rollbacks.rollBackByMerge(decider, {
          ...{ serverId: server.id, digest: target.digest },
          ...{ seenApprovedDigest: approvedDigest, reason: merged.reason },
        });
        if (isRestored) return target.digest;
      } catch (error) {
        // It takes a fresh sign-in, which no merge is: people decide in the portal.
        if ((error as { code?: string }).code !== 'decision.fresh-sign-in') {
          throw error;
        }
      }
    }
    return undefined;
  }
}

/** Who answers for going back: one person is enough, author or reviewer, if it is certain who that is. */
function accountable({ changes }: MergedChanges): Decider[] {
  if (changes.some(({ areAuthorsProved }) => !areAuthorsProved)) return [];
  const last = changes[changes.length - 1];
  const people = new Map(
    [...last.reviewers, ...last.authors].map(person => [
      person.userEntityRef,
      person,
    ]),
  );
  return [...people.values()].sort(
    (a, b) => Number(b.isApprover) - Number(a.isApprover),
  );
}
