import type { UserInfoService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isPermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  mcpCallBodyReadPermission,
  mcpServerReadPermission,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import {
  createMcpServerConditionalDecision,
  mcpServerConditions,
} from '@sallyport/backstage-plugin-mcp-registry-node';

const SECURITY = 'group:default/security';
const PLATFORM_ADMINS = 'group:default/platform-admins';

/** What takes more than being signed in. Everything else is decided by ownership and grants, in the plugins. */
const RESTRICTED = new Map<string, readonly string[]>([
  ['mcp.audit.read', [SECURITY]],
  ['mcp.usage.read', [SECURITY, PLATFORM_ADMINS]],
  ['mcp.runtime.read', [SECURITY, PLATFORM_ADMINS]],
  ['mcp.runtime.administer', [PLATFORM_ADMINS]],
  ['mcp.policy.write', [SECURITY, PLATFORM_ADMINS]],
  ['mcp.policy.approve', [SECURITY, PLATFORM_ADMINS]],
  ['mcp.server.approve', [SECURITY]],
  ['mcp.server.administer', [SECURITY, PLATFORM_ADMINS]],
  ['catalog.entity.delete', [PLATFORM_ADMINS]],
  ['catalog.location.create', [PLATFORM_ADMINS]],
  ['catalog.location.delete', [PLATFORM_ADMINS]],
]);

/** The example company's policy: everyone who is signed in may look around and ask; a few things belong to a few groups. */
export class ExamplePermissionPolicy implements PermissionPolicy {
  static create(options: {
    userInfo: UserInfoService;
  }): ExamplePermissionPolicy {
    return new ExamplePermissionPolicy(options.userInfo);
  }

  readonly #userInfo: UserInfoService;

  private constructor(userInfo: UserInfoService) {
    this.#userInfo = userInfo;
  }

  async handle(
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) return { result: AuthorizeResult.DENY };
    const { permission } = request;
    if (isPermission(permission, mcpServerReadPermission)) {
      // What is no longer there is history: of interest to who answers for it. Owners see their own servers anyway.
      return (await this.#isIn([SECURITY, PLATFORM_ADMINS], user))
        ? { result: AuthorizeResult.ALLOW }
        : createMcpServerConditionalDecision(permission, {
            not: mcpServerConditions.hasStatus({ statuses: ['retired'] }),
          });
    }
    if (isPermission(permission, mcpCallBodyReadPermission)) {
      // Of their own servers its owners; of all, who looks into incidents.
      return (await this.#isIn([SECURITY], user))
        ? { result: AuthorizeResult.ALLOW }
        : createMcpServerConditionalDecision(
            permission,
            mcpServerConditions.isServerOwner({
              claims: await this.#refsOf(user),
            }),
          );
    }
    const groups = RESTRICTED.get(permission.name);
    const isAllowed = !groups || (await this.#isIn(groups, user));
    return { result: isAllowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY };
  }

  async #isIn(
    groups: readonly string[],
    user: PolicyQueryUser,
  ): Promise<boolean> {
    const refs = await this.#refsOf(user);
    return groups.some(group => refs.includes(group));
  }

  async #refsOf(user: PolicyQueryUser): Promise<string[]> {
    const { ownershipEntityRefs } = await this.#userInfo.getUserInfo(
      user.credentials,
    );
    return ownershipEntityRefs;
  }
}
