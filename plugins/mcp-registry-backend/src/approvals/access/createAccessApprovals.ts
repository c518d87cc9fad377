import type {
  AuditorService,
  AuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { RegistryDatabase } from '../../database/RegistryDatabase';
import type { FreshSignInRule } from '../../fresh-sign-in/FreshSignInRule';
import type { Clock } from '../../service/Clock';
import type { Notifier } from '../../service/Notifier';
import type { Policy } from '../../service/Policy';
import type { Delegations } from '../delegations/Delegations';
import type { Accounts } from '../reviews/Accounts';
import { DataOwners } from '../reviews/DataOwners';
import type { AccessApprovals } from './AccessApprovals';
import { AccessApprovalWorker } from './AccessApprovalWorker';
import { AccessAsked } from './AccessAsked';
import { AccessPeople } from './AccessPeople';
import { AccessPolicyService } from './AccessPolicyService';
import { AccessReviewing } from './AccessReviewing';

/** Wires what says who decides about access. */
export function createAccessApprovals(options: {
  approvals: AccessApprovals;
  database: RegistryDatabase;
  catalog: CatalogService;
  auth: AuthService;
  auditor: AuditorService;
  logger: LoggerService;
  clock: Clock;
  notifier: Notifier;
  policy: Policy;
  accounts: Pick<Accounts, 'of'>;
  delegations: Pick<Delegations, 'of'>;
  freshSignIn: FreshSignInRule;
  undoWindowSeconds: number;
}) {
  const { approvals, database } = options;
  const { policies } = approvals;
  const people = AccessPeople.create({
    ...options,
    dataOwners: DataOwners.create({ ...options, policies }),
  });
  return {
    accessApprovals: approvals,
    accessApprovalWorker: AccessApprovalWorker.create({ ...options, people }),
    accessAsked: AccessAsked.create({ ...options, knex: database.knex }),
    accessPolicies: AccessPolicyService.create({ ...options, people }),
    reviewing: AccessReviewing.create({ ...options, people }),
  };
}
