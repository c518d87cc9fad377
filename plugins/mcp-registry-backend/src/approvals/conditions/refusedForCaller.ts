import { refuseByConditions } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import type { Caller } from '../../service/Caller';
import { findConditionsOf } from './ConditionStore';

/** `over`: the approval of a server is over for everybody; `others`: it is for others than the caller. */
export type ConditionsRefuse = 'over' | 'others';

/** Of which servers conditions refuse every call of somebody, by the rules that gateways decide by. */
export async function refusedForCaller(
  knex: Knex,
  options: {
    caller: Pick<Caller, 'userEntityRef' | 'ownershipEntityRefs'>;
    serverIds: readonly string[];
    now: Date;
  },
): Promise<ReadonlyMap<string, ConditionsRefuse>> {
  const { serverIds } = options;
  const { userEntityRef, ownershipEntityRefs } = options.caller;
  const principal = { userEntityRef, ownershipEntityRefs };
  const now = options.now.getTime();
  const refused = new Map<string, ConditionsRefuse>();
  for (const [id, records] of await findConditionsOf(knex, serverIds)) {
    const refusal = refuseByConditions(
      records.map(({ condition }) => condition),
      { principal, now },
    );
    if (refusal) {
      const isForOthers = refusal.reason === 'condition.people';
      refused.set(id, isForOthers ? 'others' : 'over');
    }
  }
  return refused;
}
