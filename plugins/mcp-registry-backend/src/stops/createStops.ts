import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { HiddenTools } from '../hiding/HiddenTools';
import type { Clock } from '../service/Clock';
import type { Notifier } from '../service/Notifier';
import type { Policy } from '../service/Policy';
import { findServerById } from '../servers/ServerStore';
import type { ServerVisibility } from '../servers/ServerVisibility';
import { ReactionNotifier } from './reactions/ReactionNotifier';
import { ReactionService } from './reactions/ReactionService';
import type { ReactionSettings } from './reactions/readReactionSettings';
import { StopImpactService } from './StopImpactService';
import { StopListService } from './StopListService';
import { StopNotifier } from './StopNotifier';
import { StopPresenter } from './StopPresenter';
import { StopRules } from './StopRules';
import { StopService } from './StopService';
import { StopTargets } from './StopTargets';

/** The kill switch. */
export interface StopsRoom {
  readonly service: StopService;
  readonly list: StopListService;
  readonly impact: StopImpactService;
  /** What the gateway's rules hold back. */
  readonly reactions: ReactionService;
}

/** Puts the kill switch together. */
export function createStops(options: {
  database: RegistryDatabase;
  clock: Clock;
  policy: Policy;
  visibility: ServerVisibility;
  notifier: Notifier;
  freshSignIn: FreshSignInRule;
  hiddenTools: HiddenTools;
  stopGroups: readonly string[];
  reactions: ReactionSettings;
  /** Absent where people cannot sign in again. */
  signInUrl?: string;
}): StopsRoom {
  const { database, notifier, stopGroups } = options;
  const targets = StopTargets.create(options);
  const rules = StopRules.create(options);
  const presenter = StopPresenter.create({ rules });
  const impact = StopImpactService.create({ ...options, targets, rules });
  return {
    impact,
    reactions: ReactionService.create({
      ...options,
      settings: options.reactions,
      notifier: ReactionNotifier.create({ notifier, stopGroups }),
    }),
    list: StopListService.create({ ...options, targets, presenter }),
    service: StopService.create({
      ...options,
      ...{ targets, rules, presenter },
      notifier: StopNotifier.create({
        ...{ notifier, impact, stopGroups },
        serverOf: async id => await findServerById(database.knex, id),
      }),
    }),
  };
}
