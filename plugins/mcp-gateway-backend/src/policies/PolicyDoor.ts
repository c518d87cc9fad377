import type {
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  mcpAuditReadPermission,
  mcpPolicyApprovePermission,
  mcpPolicyReadPermission,
  mcpPolicyWritePermission,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { PolicySettings } from '../pipeline/policies/readPolicySettings';
import { type PortalCaller, readOwnership } from '../service/PortalCaller';

/** What somebody may do with policies. */
export interface PolicyRights {
  read: boolean;
  write: boolean;
  approve: boolean;
  /** Sees what policies would have done to everybody's calls. */
  replay: boolean;
}

const NEEDED: Record<keyof PolicyRights, string> = {
  read: 'The permission mcp.policy.read is needed.',
  write:
    'The permission mcp.policy.write is needed, and to be in one of mcpGateway.policies.portal.editorGroups.',
  approve:
    'The permission mcp.policy.approve is needed, and to be in one of mcpGateway.policies.portal.approverGroups.',
  replay:
    'The permissions mcp.policy.write and mcp.audit.read are needed: it shows who called what.',
};

/** Who may do what with policies: the portal's permission policy, and groups on top of it that hold without it. */
export class PolicyDoor {
  static create(options: {
    permissions: PermissionsService;
    userInfo: UserInfoService;
    portal: PolicySettings['portal'];
  }): PolicyDoor {
    return new PolicyDoor(options);
  }

  readonly #options: Parameters<typeof PolicyDoor.create>[0];

  private constructor(options: Parameters<typeof PolicyDoor.create>[0]) {
    this.#options = options;
  }

  async rightsOf(caller: PortalCaller): Promise<PolicyRights> {
    const { permissions, userInfo, portal } = this.#options;
    const decisions = await permissions.authorize(
      [
        { permission: mcpPolicyReadPermission },
        { permission: mcpPolicyWritePermission },
        { permission: mcpPolicyApprovePermission },
        { permission: mcpAuditReadPermission },
      ],
      { credentials: caller.credentials },
    );
    const [read, writes, approves, audits] = decisions.map(
      ({ result }) => result === AuthorizeResult.ALLOW,
    );
    const refs = await readOwnership(caller, userInfo);
    const isIn = (groups: readonly string[] = []) =>
      groups.some(group => refs.includes(group));
    const write = writes && isIn(portal?.editorGroups);
    return {
      read,
      write,
      approve: approves && isIn(portal?.approverGroups),
      replay: write && audits,
    };
  }

  async require(
    caller: PortalCaller,
    right: keyof PolicyRights,
  ): Promise<PolicyRights> {
    const rights = await this.rightsOf(caller);
    if (!rights[right]) {
      throw new NotAllowedError(`You may not do this. ${NEEDED[right]}`);
    }
    return rights;
  }
}
