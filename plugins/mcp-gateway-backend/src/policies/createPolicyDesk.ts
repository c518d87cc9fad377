import type {
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { Clock } from '../access/Clock';
import type { AccessDirectory, MembershipResolver } from '../access/types';
import type { CompanyPolicies } from '../pipeline/policies/CompanyPolicies';
import type { PolicySettings } from '../pipeline/policies/readPolicySettings';
import type { CallReader } from '../service/CallReader';
import { PolicyDesk } from './PolicyDesk';
import { PolicyDoor } from './PolicyDoor';
import { PolicyReplay } from './PolicyReplay';
import { PolicyService } from './PolicyService';
import type { PolicyStore } from './PolicyStore';

/** Puts the policies' desk together. */
export function createPolicyDesk(options: {
  /** Absent where policies are not written in the portal. */
  portal: PolicySettings['portal'];
  store: PolicyStore;
  company: Pick<CompanyPolicies, 'inForce' | 'look'>;
  calls: CallReader;
  directory: Pick<AccessDirectory, 'get'>;
  membership: MembershipResolver;
  permissions: PermissionsService;
  userInfo: UserInfoService;
  clock: Clock;
}): PolicyDesk {
  const { portal, company, clock } = options;
  return PolicyDesk.create({
    ...options,
    door: PolicyDoor.create(options),
    service: PolicyService.create({
      ...options,
      reload: () => company.look(),
    }),
    replay: PolicyReplay.create({ ...options, now: () => clock.now() }),
    isOpen: portal !== undefined,
  });
}
