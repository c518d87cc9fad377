import type {
  AuthService,
  BackstageCredentials,
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mcpServerAdministerPermission } from '@sallyport/backstage-plugin-mcp-registry-common';

const REFUSED =
  'You may not see how this installation is set up. The permission mcp.server.administer for all servers is needed.';

/**
 * Lets those see how an installation is set up who administer all of its servers: people, and programs with a token of
 * `backend.auth.externalAccess`. Throws for everybody else.
 *
 * Without the permission framework everybody would be allowed, so then the review team alone is.
 *
 * @public
 */
export async function requireSetupReader(options: {
  credentials: BackstageCredentials;
  auth: Pick<AuthService, 'isPrincipal'>;
  permissions: PermissionsService;
  userInfo: UserInfoService;
  config: RootConfigService;
}): Promise<void> {
  const { credentials, auth, permissions, userInfo, config } = options;
  if (auth.isPrincipal(credentials, 'service')) {
    // Not other plugins: they have no business here.
    if (!credentials.principal.subject.startsWith('external:')) {
      throw new NotAllowedError(REFUSED);
    }
  } else if (!auth.isPrincipal(credentials, 'user')) {
    throw new NotAllowedError(REFUSED);
  } else if (config.getOptionalBoolean('permission.enabled') !== true) {
    const { ownershipEntityRefs } = await userInfo.getUserInfo(credentials);
    const approvers =
      config.getOptionalStringArray('mcpRegistry.approverGroups') ?? [];
    const refs = new Set(ownershipEntityRefs.map(lower));
    if (!approvers.some(group => refs.has(lower(group)))) {
      throw new NotAllowedError(REFUSED);
    }
  }
  const [decision] = await permissions.authorizeConditional(
    [{ permission: mcpServerAdministerPermission }],
    { credentials },
  );
  // A condition means some servers only; the installation is about all of them.
  if (decision.result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(REFUSED);
  }
}

function lower(text: string): string {
  return text.toLocaleLowerCase('en-US');
}
