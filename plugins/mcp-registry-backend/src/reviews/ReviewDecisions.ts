import {
  mcpAccessDecidePermission,
  mcpServerSubmitPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { findRequest } from '../access/AccessRequestStore';
import { toRequestResource } from '../access/toRequestResource';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Notifier } from '../service/Notifier';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import { answerForGrant } from './answerForGrant';
import { answerForServer } from './answerForServer';
import type { RememberedUse, UseReader } from './GrantUseReader';
import type { ReviewNotifier } from './ReviewNotifier';
import {
  type AskedAbout,
  findAskedAbout,
  requireRole,
  stateAfter,
} from './AskedAbout';
import { type ReviewItemRecord, updateReviewItem } from './ReviewStore';
import { useOf } from './useOf';

type Answer = RegistrySchemas['ReviewAnswers']['answers'][number];
type Outcome = RegistrySchemas['ReviewOutcome'];

/** Takes the answers of a review, many at once; each stands for itself. */
export class ReviewDecisions {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    notifier: Notifier;
    reviewNotifier: ReviewNotifier;
    freshSignIn: FreshSignInRule;
    uses: UseReader;
  }): ReviewDecisions {
    return new ReviewDecisions(options);
  }

  readonly #options: Parameters<typeof ReviewDecisions.create>[0];

  private constructor(options: Parameters<typeof ReviewDecisions.create>[0]) {
    this.#options = options;
  }

  async answer(
    caller: Caller,
    options: { answers: Answer[]; reason?: string },
  ): Promise<Outcome[]> {
    const { database, freshSignIn, uses } = this.#options;
    const seen: AskedAbout[] = [];
    for (const { id } of options.answers) {
      const found = await findAskedAbout(database.knex, id);
      if (found) seen.push(found);
    }
    // Before anything is changed: whoever has to sign in again has lost nothing.
    if (!caller.actor) {
      freshSignIn.require(
        caller,
        seen.flatMap(({ server, campaign }) => [
          server.facts.riskTier,
          campaign.riskTier,
        ]),
      );
    }
    const remembered = await uses.read(
      seen.flatMap(({ grant }) => grant?.id ?? []),
    );
    const outcomes: Outcome[] = [];
    for (const answer of options.answers) {
      outcomes.push(
        await this.#one(caller, {
          ...{ answer, remembered, reason: options.reason },
        }),
      );
    }
    return outcomes;
  }

  async #one(
    caller: Caller,
    options: {
      answer: Answer;
      reason?: string;
      remembered: RememberedUse | undefined;
    },
  ): Promise<Outcome> {
    const { answer } = options;
    try {
      const found = await this.#require(caller, answer.id);
      if (caller.actor) {
        await this.#propose(caller, found, answer);
        return { id: answer.id, outcome: 'proposed' };
      }
      const state = await this.#options.database.change(
        async tx => await this.#answerIn(tx, caller, options),
      );
      await this.#tell(caller, found, options);
      return { id: answer.id, outcome: 'answered', state };
    } catch (error) {
      const code: unknown = (error as { code?: unknown }).code;
      // What is none of the registry's own refusals is a fault, and not this question's.
      if (!(error instanceof Error) || typeof code !== 'string') throw error;
      if (!code.includes('.')) throw error;
      return {
        id: answer.id,
        outcome: 'refused',
        code,
        message: error.message,
      };
    }
  }

  /** A question that the caller may answer; to strangers it is unknown. */
  async #require(caller: Caller, id: string): Promise<AskedAbout> {
    const { database, policy } = this.#options;
    const found = await findAskedAbout(database.knex, id);
    if (!found) throw registryError('review.not-found');
    requireRole(caller, found);
    const { grant, server } = found;
    const request =
      grant && (await findRequest(database.knex, grant.requestId));
    if (request) {
      await policy.requireRequest(
        caller,
        mcpAccessDecidePermission,
        toRequestResource(request, server),
      );
    } else {
      await policy.require(caller, mcpServerSubmitPermission);
    }
    return found;
  }

  async #propose(
    caller: Caller,
    { item }: AskedAbout,
    answer: Answer,
  ): Promise<void> {
    const { database, clock } = this.#options;
    stateAfter(item, answer.answer);
    const written = await updateReviewItem(database.knex, {
      ...{ id: item.id, from: item.state },
      columns: {
        proposal: JSON.stringify({
          answer: answer.answer,
          tools: answer.tools,
          proposedBy: caller.userEntityRef,
          actor: caller.actor,
          proposedAt: clock.now().toISOString(),
        }),
      },
    });
    if (!written) throw registryError('review.over');
  }

  async #answerIn(
    tx: Knex.Transaction,
    caller: Caller,
    options: {
      answer: Answer;
      reason?: string;
      remembered: RememberedUse | undefined;
    },
  ): Promise<ReviewItemRecord['state']> {
    const { answer, reason, remembered } = options;
    const now = this.#options.clock.now();
    const at = now.toISOString();
    const found = await findAskedAbout(tx, answer.id);
    if (!found) throw registryError('review.not-found');
    requireRole(caller, found);
    const { item, server, grant } = found;
    const state = stateAfter(item, answer.answer);
    const after = grant
      ? await answerForGrant(tx, caller, {
          ...{ grant, server, answer, reason, at },
        })
      : undefined;
    if (!grant) {
      await answerForServer(tx, { server, answer: answer.answer, reason, at });
    }
    const written = await updateReviewItem(tx, {
      ...{ id: item.id, from: item.state },
      columns: {
        ...{ state, decided_at: at, decided_by: caller.userEntityRef },
        ...{ reason: reason ?? null, proposal: null },
        signed_in_at: caller.signedInAt ?? null,
        ...(grant && {
          tools_before: JSON.stringify(grant.tools),
          tools_after: after ? JSON.stringify(after) : null,
          use_seen: JSON.stringify(useOf(grant, { remembered, now })),
        }),
      },
    });
    if (!written) throw registryError('review.over');
    await addHistory(tx, {
      kind: grant ? 'request' : 'server',
      id: grant?.requestId ?? server.id,
      ...{ at, by: caller.userEntityRef, event: `review-${state}`, reason },
      details: {
        campaignId: item.campaignId,
        ...(caller.signedInAt && { signedInAt: caller.signedInAt }),
        ...(grant && { grantId: grant.id, from: grant.tools, to: after }),
      },
    });
    return state;
  }

  async #tell(
    caller: Caller,
    { grant, server }: AskedAbout,
    options: { answer: Answer; reason?: string },
  ): Promise<void> {
    const { notifier, reviewNotifier } = this.#options;
    const { answer, reason } = options;
    const by = caller.userEntityRef;
    if (grant && answer.answer === 'end') {
      await notifier.grantEnded({
        ...{ subject: grant.subject, server, grantId: grant.id, by },
        ...{ how: 'revoked', reason },
      });
    } else if (grant && answer.answer === 'narrow') {
      await reviewNotifier.reviewNarrowed({
        ...{ grant, server, by, tools: answer.tools?.length ?? 0 },
      });
    }
  }
}
