import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type {
  AccessPolicyVersion,
  ApprovalPolicyVersion,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { CheckCatalog } from '../checks/CheckCatalog';
import type { RevisionGate } from '../checks/RevisionGate';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { ExceptionHold } from '../exceptions/ExceptionHold';
import type { Clock } from '../service/Clock';
import type { Notifier } from '../service/Notifier';
import type { Policy } from '../service/Policy';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { ServerVisibility } from '../servers/ServerVisibility';
import type { Settings } from '../service/Settings';
import { ConditionKeeper } from './conditions/ConditionKeeper';
import { ConditionService } from './conditions/ConditionService';
import { LiftKeeper } from './conditions/LiftKeeper';
import { LiftNotices } from './conditions/LiftNotices';
import { LiftService } from './conditions/LiftService';
import { LiftStandings } from './conditions/LiftStandings';
import { Delegations } from './delegations/Delegations';
import { DelegationService } from './delegations/DelegationService';
import { ApprovalPolicyService } from './policies/ApprovalPolicyService';
import { PolicyLedger } from './policies/PolicyLedger';
import { Accounts } from './reviews/Accounts';
import { Approvals } from './reviews/Approvals';
import { ApprovalWorker } from './reviews/ApprovalWorker';
import { AskedPeople } from './reviews/AskedPeople';
import { DataOwners } from './reviews/DataOwners';

/** Wires what says who decides about revisions. */
export function createApprovals(options: {
  database: RegistryDatabase;
  catalog: CatalogService;
  auth: AuthService;
  logger: LoggerService;
  clock: Clock;
  notifier: Notifier;
  policy: Policy;
  gate: RevisionGate;
  checks: CheckCatalog;
  settings: Pick<Settings, 'approverGroups'>;
  policies: readonly ApprovalPolicyVersion[];
  /** Those about access: the ledger keeps all of them. */
  accessPolicies: readonly AccessPolicyVersion[];
  visibility: ServerVisibility;
  freshSignIn: FreshSignInRule;
  hold: Pick<ExceptionHold, 'mustStop'>;
}) {
  const { database, policies } = options;
  const { approverGroups } = options.settings;
  const { knex } = database;
  const approvals = Approvals.create({ ...options, approverGroups });
  const delegations = Delegations.create({ ...options, knex });
  const dataOwners = DataOwners.create(options);
  const accounts = Accounts.create(options);
  const conditions = ConditionService.create(options);
  const deciding = { approvals, delegations, dataOwners, accounts };
  const lifting = {
    standings: LiftStandings.create({ approvals, dataOwners }),
    notices: LiftNotices.create(options),
  };
  return {
    approvals,
    accounts,
    conditions,
    lifts: LiftService.create({
      ...options,
      ...{ ...deciding, ...lifting, conditions },
    }),
    liftKeeper: LiftKeeper.create({ ...options, ...lifting }),
    conditionKeeper: ConditionKeeper.create({ ...options, approverGroups }),
    delegations,
    dataOwners,
    asked: AskedPeople.create({ knex, delegations }),
    approvalWorker: ApprovalWorker.create({
      ...options,
      ...{ approvals, dataOwners },
    }),
    policyLedger: PolicyLedger.create({
      ...options,
      policies: [...policies, ...options.accessPolicies],
    }),
    approvalPolicies: ApprovalPolicyService.create({
      ...options,
      ...{ approvals, dataOwners },
    }),
    delegationService: DelegationService.create(options),
  };
}
