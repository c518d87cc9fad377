import type {
  LoggerService,
  PermissionsService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { type Clock, systemClock } from '../access/Clock';
import { UseDecisionDesk } from './UseDecisionDesk';
import { UseDecisions } from './UseDecisions';
import { UseDecisionStore } from './UseDecisionStore';

/** Puts the room together: what it says of calls, and where the portal is asked. */
export function createUseDecisions(options: {
  config: RootConfigService;
  database: Knex;
  permissions: Pick<PermissionsService, 'authorizeConditional'>;
  logger: LoggerService;
  clock?: Clock;
}): { decisions: UseDecisions; desk: UseDecisionDesk } {
  const { config, database, permissions, logger } = options;
  const { clock = systemClock } = options;
  const isOn = config.getOptionalBoolean('permission.enabled') === true;
  const store = UseDecisionStore.create({ database });
  const decisions = UseDecisions.create({ store, isOn, clock, logger });
  return {
    decisions,
    desk: UseDecisionDesk.create({
      ...{ permissions, store, decisions, isOn, clock, logger },
    }),
  };
}
