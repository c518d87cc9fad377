import type {
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mcpCallBodyReadPermission } from '@sallyport/backstage-plugin-mcp-registry-common';
import { type PortalCaller, readOwnership } from '../../service/PortalCaller';
import type { CallRecord } from '../types';

/**
 * Who may read arguments and results of a server's calls: who has the permission for that server, as it is now. Without the permission
 * framework everybody would, so then the review team alone may.
 */
export class BodyReaders {
  static create(options: {
    permissions: Pick<PermissionsService, 'authorize'>;
    userInfo: UserInfoService;
    config: RootConfigService;
  }): BodyReaders {
    return new BodyReaders(options);
  }

  readonly #options: Parameters<typeof BodyReaders.create>[0];

  private constructor(options: Parameters<typeof BodyReaders.create>[0]) {
    this.#options = options;
  }

  async allows(
    caller: PortalCaller,
    { serverRef }: Pick<CallRecord, 'serverRef'>,
  ): Promise<boolean> {
    const { permissions, userInfo, config } = this.#options;
    if (serverRef === undefined) return false;
    if (config.getOptionalBoolean('permission.enabled') !== true) {
      const refs = new Set(await readOwnership(caller, userInfo));
      const reviewers =
        config.getOptionalStringArray('mcpRegistry.approverGroups') ?? [];
      return reviewers.some(group =>
        refs.has(group.toLocaleLowerCase('en-US')),
      );
    }
    const [decision] = await permissions.authorize(
      [{ permission: mcpCallBodyReadPermission, resourceRef: serverRef }],
      { credentials: caller.credentials },
    );
    return decision.result === AuthorizeResult.ALLOW;
  }
}
