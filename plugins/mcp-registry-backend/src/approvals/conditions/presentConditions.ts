import type { ApprovalCondition } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { Caller } from '../../service/Caller';
import { toApprovalView } from '../reviews/toApprovalView';
import {
  type ConditionRecord,
  findConditions,
  findConditionsById,
} from './ConditionStore';
import { findOpenLifts, type LiftRecord } from './LiftStore';

type ShownConditions = Pick<
  RegistrySchemas['Server'],
  'conditions' | 'conditionLifts'
>;

const NOTHING: ReadonlySet<string> = new Set();

/** Under what a server is approved, and what is asked to be lifted; nothing where there is neither. */
export async function presentConditions(
  knex: Knex,
  options: {
    caller: Pick<Caller, 'userEntityRef'>;
    server: { id: string; approvedDigest?: string };
    /** Tools of which the caller is not to know. */
    hidden?: ReadonlySet<string>;
    /** What somebody asks, and what others said of it, is for those concerned. */
    withLifts: boolean;
  },
): Promise<ShownConditions> {
  const { caller, server, withLifts, hidden = NOTHING } = options;
  const conditions = await findConditions(knex, server.id);
  const lifts = await presentLifts(knex, {
    ...{
      caller,
      hidden,
      lifts: withLifts ? await findOpenLifts(knex, server) : [],
    },
  });
  return {
    ...(conditions.length > 0 && {
      conditions: conditions.map(record => toShownCondition(record, hidden)),
    }),
    ...(lifts.length > 0 && { conditionLifts: lifts }),
  };
}

/** Wishes to lift, with what each would lift, as the portal gets them. */
export async function presentLifts(
  knex: Knex,
  options: {
    caller: Pick<Caller, 'userEntityRef'>;
    lifts: readonly LiftRecord[];
    hidden?: ReadonlySet<string>;
  },
): Promise<RegistrySchemas['ConditionLift'][]> {
  const { caller, lifts, hidden = NOTHING } = options;
  const found = await findConditionsById(
    knex,
    lifts.flatMap(lift => lift.lifts),
  );
  return lifts.map(lift => {
    const { id, digest, requestedBy, requestedAt, reason, state } = lift;
    const { decidedAt, decidedBy, decisionReason, standing } = lift;
    return {
      ...{ id, digest, requestedBy, requestedAt, reason, state },
      ...{ decidedAt, decidedBy, decisionReason, lifts: lift.lifts },
      instead: lift.instead.map(one => withoutHidden(one, hidden)),
      conditions: lift.lifts.flatMap(one => {
        const record = found.get(one);
        return record ? [toShownCondition(record, hidden)] : [];
      }),
      ...(standing && { approval: toApprovalView(standing) }),
      canWithdraw: state === 'open' && requestedBy === caller.userEntityRef,
      reviews: lift.reviews.map(review => ({
        verdict: review.verdict,
        by: review.by,
        onBehalfOf: review.onBehalfOf,
        source: review.source,
        at: review.at,
        ticket: review.ticket,
        reason: review.reason,
      })),
    };
  });
}

/** A condition that holds, as the portal gets it. */
export function toShownCondition(
  record: ConditionRecord,
  hidden: ReadonlySet<string> = NOTHING,
): RegistrySchemas['ServerCondition'] {
  const { id, condition, setBy, setAt, source, reason } = record;
  return {
    ...{ id, setBy, setAt, source, reason },
    condition: withoutHidden(condition, hidden),
  };
}

function withoutHidden(
  condition: ApprovalCondition,
  hidden: ReadonlySet<string>,
): ApprovalCondition {
  return condition.kind === 'named-tools'
    ? { ...condition, names: condition.names.filter(one => !hidden.has(one)) }
    : condition;
}
