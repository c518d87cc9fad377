import type { LoggerService } from '@backstage/backend-plugin-api';
import type { CheckCatalog } from '../checks/CheckCatalog';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { Clock } from '../service/Clock';
import type { Notifier } from '../service/Notifier';
import type { Policy } from '../service/Policy';
import type { ServerVisibility } from '../servers/ServerVisibility';
import { ExceptionDecisionService } from './ExceptionDecisionService';
import { ExceptionHold } from './ExceptionHold';
import { ExceptionKeeper } from './ExceptionKeeper';
import { ExceptionNotices } from './ExceptionNotices';
import { ExceptionPresenter } from './ExceptionPresenter';
import { ExceptionService } from './ExceptionService';
import { ExceptionTerms } from './ExceptionTerms';
import type { ExceptionSettings } from './readExceptionSettings';

/** Wires what there is about exceptions. */
export function createExceptionServices(options: {
  database: RegistryDatabase;
  logger: LoggerService;
  clock: Clock;
  policy: Policy;
  visibility: ServerVisibility;
  notifier: Notifier;
  freshSignIn: FreshSignInRule;
  catalog: CheckCatalog;
  settings: ExceptionSettings;
  approverGroups: string[];
}) {
  const { knex } = options.database;
  const hold = ExceptionHold.create(options);
  const terms = ExceptionTerms.create(options);
  const notices = ExceptionNotices.create(options);
  const presenter = ExceptionPresenter.create({ ...options, knex, terms });
  const all = { ...options, hold, terms, notices, presenter };
  return {
    hold,
    terms,
    presenter,
    exceptions: ExceptionService.create(all),
    decisions: ExceptionDecisionService.create(all),
    keeper: ExceptionKeeper.create(all),
  };
}
