import type { UserInfoService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';

const SECURITY = 'group:default/security';
const PLATFORM_ADMINS = 'group:default/platform-admins';

/** What takes more than being signed in. Everything else is decided by ownership and grants, in the plugins. */
const RESTRICTED = new Map<string, readonly string[]>([
  ['mcp.audit.read', [SECURITY]],
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
    const groups = RESTRICTED.get(request.permission.name);
    if (!groups) return { result: AuthorizeResult.ALLOW };
    const { ownershipEntityRefs } = await this.#userInfo.getUserInfo(
      user.credentials,
    );
    return {
      result: groups.some(group => ownershipEntityRefs.includes(group))
        ? AuthorizeResult.ALLOW
        : AuthorizeResult.DENY,
    };
  }
}
