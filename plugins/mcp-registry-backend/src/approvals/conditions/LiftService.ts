import {
  mcpServerApprovePermission,
  mcpServerSubmitPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { v4 as uuid } from 'uuid';
import type { RegistryDatabase } from '../../database/RegistryDatabase';
import type { ExceptionHold } from '../../exceptions/ExceptionHold';
import { touchServer } from '../../feed/FeedStore';
import type { FreshSignInRule } from '../../fresh-sign-in/FreshSignInRule';
import type { Caller } from '../../service/Caller';
import type { Clock } from '../../service/Clock';
import type { Policy } from '../../service/Policy';
import { registryError } from '../../service/registryError';
import type { Delegations } from '../delegations/Delegations';
import type { Accounts } from '../reviews/Accounts';
import type { Approvals, Decidable } from '../reviews/Approvals';
import type { AskedKind } from '../reviews/askedOf';
import { checkConditions } from './checkConditions';
import { type ConditionService, mustFindApproved } from './ConditionService';
import { addConditions, endConditions, findConditions } from './ConditionStore';
import { resumeWhereLifted } from './holdBack';
import type { LiftNotices } from './LiftNotices';
import type { LiftStandings } from './LiftStandings';
import { findLift, insertLift, type LiftRecord, updateLift } from './LiftStore';
import { noteLift } from './noteLift';
import { presentLifts } from './presentConditions';
import { type LiftSpeaker, reviewOfLift } from './reviewOfLift';

type Shown = RegistrySchemas['ConditionLift'];

const EVENTS = {
  open: 'conditions-lift-agreed',
  approved: 'conditions-lifted',
  denied: 'conditions-lift-denied',
} as const;

/** Lifts conditions, or puts wider ones in their place: what the approval policy asks of a widened reach, it asks of this. */
export class LiftService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    approvals: Approvals;
    delegations: Pick<Delegations, 'of'>;
    accounts: Pick<Accounts, 'of'>;
    freshSignIn: FreshSignInRule;
    conditions: Pick<ConditionService, 'requireSide'>;
    standings: LiftStandings;
    notices: LiftNotices;
    hold: Pick<ExceptionHold, 'mustStop'>;
  }): LiftService {
    return new LiftService(options);
  }

  readonly #options: Parameters<typeof LiftService.create>[0];

  private constructor(options: Parameters<typeof LiftService.create>[0]) {
    this.#options = options;
  }

  async ask(
    caller: Caller,
    options: RegistrySchemas['NewConditionLift'] & { serverRef: string },
  ): Promise<Shown> {
    const { database, clock, conditions, notices, standings } = this.#options;
    if (caller.actor) throw registryError('condition.portal-only');
    const reason = options.reason.trim();
    if (!reason) throw registryError('reason.required');
    const about = await conditions.requireSide(caller, options.serverRef);
    const asked: LiftRecord = {
      id: uuid(),
      serverId: about.server.id,
      digest: about.revision.digest,
      lifts: [...new Set(options.lifts)],
      instead: checkConditions(options.instead, {
        surface: about.revision.toolSurface,
        now: clock.now(),
      }),
      requestedBy: caller.userEntityRef,
      requestedAt: clock.now().toISOString(),
      ...{ reason, state: 'open', reviews: [], version: 1 },
    };
    const { state: standing } = await standings.of(database.knex, {
      ...{ about, lift: asked, owners: await standings.ownersOf(about) },
    });
    const lift = { ...asked, standing };
    await database.transaction(async tx => {
      const held = await findConditions(tx, lift.serverId);
      if (!lift.lifts.every(id => held.some(one => one.id === id))) {
        throw registryError('condition.not-there');
      }
      await insertLift(tx, lift);
      await noteLift(tx, lift, {
        ...{ event: 'conditions-lift-asked', at: lift.requestedAt, reason },
        by: caller.userEntityRef,
      });
    });
    await notices.asked(
      { lift, server: about.server },
      standing.waitsFor.flatMap(({ refs }) => refs),
    );
    return await this.#show(caller, lift);
  }

  async decide(
    caller: Caller,
    options: { id: string; decision: RegistrySchemas['LiftDecision'] },
  ): Promise<Shown> {
    const { database, delegations, accounts, freshSignIn } = this.#options;
    const { standings, approvals, clock, notices } = this.#options;
    const { id, decision } = options;
    if (caller.actor) throw registryError('condition.portal-only');
    if (decision.decision === 'deny' && !decision.reason?.trim()) {
      throw registryError('reason.required');
    }
    const seen = await mustFindLift(database.knex, id);
    const about = await mustFindApproved(database.knex, seen.serverId);
    const speaker: LiftSpeaker = {
      caller,
      principals: await delegations.of(caller, 'revisions'),
      accounts: await accounts.of(caller.userEntityRef),
      may: await this.#maySpeakAs(caller, about),
    };
    const owners = await standings.ownersOf(about);
    const { facts } = await standings.of(database.knex, {
      ...{ about, lift: seen, owners },
    });
    freshSignIn.require(caller, [about.server.facts.riskTier, facts.risk]);
    const { lift, resumed } = await database.change(async tx => {
      const found = await mustFindLift(tx, id);
      const now = await mustFindApproved(tx, found.serverId);
      if (found.state !== 'open' || found.digest !== now.revision.digest) {
        throw registryError('condition.lift-closed');
      }
      const standing = await standings.of(tx, {
        ...{ about: now, lift: found, owners },
      });
      const at = clock.now().toISOString();
      const review = reviewOfLift({
        ...{ speaker, approvals, standing, decision, at },
      });
      const reviews = [...found.reviews, review];
      const { state } = approvals.evaluate(standing.facts, reviews);
      const { by, onBehalfOf, reason } = review;
      const decided: LiftRecord = {
        ...found,
        ...{ reviews, state: state.decision, standing: state },
        ...(state.decision !== 'open' && {
          ...{ decidedAt: at, decidedBy: by, decisionReason: reason },
        }),
      };
      if (!(await updateLift(tx, decided))) {
        throw registryError('condition.lift-closed');
      }
      await noteLift(tx, decided, {
        ...{ event: EVENTS[state.decision], at, by, reason, onBehalfOf },
      });
      const isLifted = state.decision === 'approved';
      return {
        lift: decided,
        resumed: isLifted && (await this.#lift(tx, decided, { by, at })),
      };
    });
    await notices.decided({ lift, server: about.server }, resumed);
    return await this.#show(caller, lift);
  }

  /** Takes a wish back. It gives nobody anything, so whoever asked may at any time. */
  async withdraw(caller: Caller, id: string): Promise<Shown> {
    const { database, clock } = this.#options;
    const by = caller.userEntityRef;
    const lift = await database.change(async tx => {
      const found = await mustFindLift(tx, id);
      if (found.requestedBy !== by) throw registryError('condition.not-there');
      const at = clock.now().toISOString();
      const withdrawn: LiftRecord = {
        ...{ ...found, state: 'withdrawn', decidedAt: at, decidedBy: by },
      };
      if (found.state !== 'open' || !(await updateLift(tx, withdrawn))) {
        throw registryError('condition.lift-closed');
      }
      await noteLift(tx, withdrawn, {
        ...{ event: 'conditions-lift-withdrawn', at, by },
      });
      return withdrawn;
    });
    return await this.#show(caller, lift);
  }

  /** @returns whether the server serves again thereby. */
  async #lift(
    tx: Knex.Transaction,
    lift: LiftRecord,
    { by, at }: { by: string; at: string },
  ): Promise<boolean> {
    const { hold } = this.#options;
    const { serverId, digest, lifts: ids, instead, reason } = lift;
    // Lifted together or not at all: what was agreed to is one change.
    if (!(await endConditions(tx, { serverId, ids, by, at }))) {
      throw registryError('condition.not-there');
    }
    await addConditions(tx, {
      ...{ serverId, digest, at },
      conditions: instead.map(condition => ({
        ...{ condition, setBy: lift.requestedBy, source: 'lift', reason },
      })),
    });
    await touchServer(tx, serverId);
    return await resumeWhereLifted(tx, { serverId, at, by, hold });
  }

  async #show(caller: Caller, lift: LiftRecord): Promise<Shown> {
    const { knex } = this.#options.database;
    const [shown] = await presentLifts(knex, { caller, lifts: [lift] });
    return shown;
  }

  async #maySpeakAs(
    caller: Caller,
    { server }: Decidable,
  ): Promise<ReadonlySet<AskedKind>> {
    const { policy } = this.#options;
    const may = new Set<AskedKind>();
    if (await policy.allowsServer(caller, mcpServerApprovePermission, server))
      may.add('review');
    if (await policy.allows(caller, mcpServerSubmitPermission))
      may.add('owner');
    return may;
  }
}

async function mustFindLift(knex: Knex, id: string): Promise<LiftRecord> {
  const lift = await findLift(knex, id);
  if (!lift) throw registryError('condition.not-there');
  return lift;
}
