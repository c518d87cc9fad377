import type {
  AuthService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Clock } from '../access/Clock';
import type { AccessDirectory, MembershipResolver } from '../access/types';
import type { Agents } from '../agents/Agents';
import type { UseDecisions } from '../permissions/UseDecisions';
import type { PoliciesInForce } from '../pipeline/policies/CompanyPolicies';
import { AskDoor } from './AskDoor';
import { CallableTools } from './CallableTools';
import { Callers } from './Callers';
import { Foresight } from './Foresight';
import { GroupMembers } from './GroupMembers';
import { PrincipalFinder } from './PrincipalFinder';

/** The two questions: what somebody may call, and who may call something. */
export interface WhoMayCall {
  tools: Pick<CallableTools, 'list' | 'foresee'>;
  callers: Pick<Callers, 'list'>;
}

/** Puts them together, over what calls are decided on. */
export function createWhoMayCall(options: {
  auth: AuthService;
  catalog: CatalogService;
  permissions: PermissionsService;
  userInfo: UserInfoService;
  directory: AccessDirectory;
  membership: MembershipResolver;
  /** Absent where agents are off. */
  agents?: Pick<Agents, 'stateOf'>;
  policies: PoliciesInForce;
  decisions: Pick<UseDecisions, 'of'>;
  clock: Clock;
}): WhoMayCall {
  const parts = {
    ...options,
    clock: () => options.clock.now(),
    door: AskDoor.create(options),
    principals: PrincipalFinder.create(options),
  };
  const foresight = Foresight.create(parts);
  const members = GroupMembers.create(options);
  return {
    tools: CallableTools.create({ ...parts, foresight }),
    callers: Callers.create({ ...parts, foresight, members }),
  };
}
