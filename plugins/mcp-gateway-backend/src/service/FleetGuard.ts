import type {
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
} from '@backstage/plugin-permission-common';
import { type PortalCaller, readOwnership } from './PortalCaller';

/** Who may look after all runtimes. Without the permission framework everybody would be allowed, so then the review team alone is. */
export class FleetGuard {
  static create(options: {
    permissions: PermissionsService;
    userInfo: UserInfoService;
    config: RootConfigService;
  }): FleetGuard {
    return new FleetGuard(options);
  }

  readonly #options: Parameters<typeof FleetGuard.create>[0];

  private constructor(options: Parameters<typeof FleetGuard.create>[0]) {
    this.#options = options;
  }

  async allows(
    caller: PortalCaller,
    permission: BasicPermission,
  ): Promise<boolean> {
    const { permissions, userInfo, config } = this.#options;
    if (config.getOptionalBoolean('permission.enabled') !== true) {
      const refs = new Set(await readOwnership(caller, userInfo));
      const reviewers =
        config.getOptionalStringArray('mcpRegistry.approverGroups') ?? [];
      return reviewers.some(group =>
        refs.has(group.toLocaleLowerCase('en-US')),
      );
    }
    const { credentials } = caller;
    const [decision] = await permissions.authorize([{ permission }], {
      credentials,
    });
    return decision.result === AuthorizeResult.ALLOW;
  }

  /** Throws a NotAllowedError. */
  async require(
    caller: PortalCaller,
    permission: BasicPermission,
  ): Promise<void> {
    if (!(await this.allows(caller, permission))) {
      throw new NotAllowedError(
        `This is for those who look after all servers that the gateway runs. The permission ${permission.name} is needed.`,
      );
    }
  }
}
