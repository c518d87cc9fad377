import type {
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { mcpAuditReadPermission } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { AccessDirectory } from '../access/types';
import { type PortalCaller, readOwnership } from '../service/PortalCaller';
import type { AskScope } from './types';

/** Who may ask who calls what: about oneself everybody; about others who audits, and who owns servers about those. */
export class AskDoor {
  static create(options: {
    permissions: PermissionsService;
    userInfo: UserInfoService;
    catalog: CatalogService;
    directory: Pick<AccessDirectory, 'get' | 'refs'>;
  }): AskDoor {
    return new AskDoor(options);
  }

  readonly #options: Parameters<typeof AskDoor.create>[0];

  private constructor(options: Parameters<typeof AskDoor.create>[0]) {
    this.#options = options;
  }

  /**
   * In which scope somebody may ask about a principal, and the widest in which they may ask about others. Whether there
   * is such a principal makes no difference to those who may not ask.
   */
  async admit(
    caller: PortalCaller,
    principalRef: string,
  ): Promise<{ scope: AskScope; mayAsk: AskScope['kind'] }> {
    const widest = await this.#widest(caller);
    const mayAsk = widest.kind;
    if (mayAsk === 'all') return { scope: widest, mayAsk };
    if (principalRef === caller.userEntityRef) {
      return { scope: { kind: 'own', owners: widest.owners }, mayAsk };
    }
    if (mayAsk === 'own') {
      throw new NotAllowedError(
        'You may ask what you can call yourself. About others, the permission mcp.audit.read is needed, or to own the server.',
      );
    }
    // What they may not see in the catalog they are not told here either.
    const entity = await this.#options.catalog.getEntityByRef(principalRef, {
      credentials: caller.credentials,
    });
    if (!entity) {
      throw new NotFoundError(
        'There is no such person or agent, or you may not see them',
      );
    }
    return { scope: widest, mayAsk };
  }

  /** A server whose callers somebody may ask for; it answers alike where there is none. */
  async admitToServer(
    caller: PortalCaller,
    serverRef: string,
  ): Promise<AccessDocument> {
    const scope = await this.#widest(caller);
    const document = this.#options.directory.get(serverRef);
    const isTheirs =
      document !== undefined &&
      (scope.kind === 'all' || scope.owners.includes(document.owner));
    if (!isTheirs) {
      throw new NotFoundError(
        'There is no such server, or you may not ask who can call it: its owners may, and who has the permission mcp.audit.read',
      );
    }
    return document;
  }

  async #widest(caller: PortalCaller): Promise<AskScope> {
    const { permissions, userInfo, directory } = this.#options;
    const [decision] = await permissions.authorize(
      [{ permission: mcpAuditReadPermission }],
      { credentials: caller.credentials },
    );
    if (decision.result === AuthorizeResult.ALLOW) return { kind: 'all' };
    const owners = await readOwnership(caller, userInfo);
    const ownsAny = directory.refs().some(ref => {
      const owner = directory.get(ref)?.owner;
      return owner !== undefined && owners.includes(owner);
    });
    return { kind: ownsAny ? 'owned' : 'own', owners };
  }
}
