import type { PermissionsService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mcpServerUsePermission } from '@sallyport/backstage-plugin-mcp-registry-common';
import { ALL_SERVERS } from '../edge/endpoints';
import type { UseDecisionDesk } from '../permissions/UseDecisionDesk';
import type { PortalCaller } from './PortalCaller';
import { readRef } from './readRef';

/** A server that a person may get a token for. */
export interface TokenTarget {
  serverRef: string;
  /** The MCP endpoint: the token's audience. */
  endpoint: string;
}

/** Says whether a person may get a token for a server. What they may call with it is decided on every call. */
export class ServerDoorkeeper {
  static create(options: {
    catalog: CatalogService;
    permissions: PermissionsService;
    uses: Pick<UseDecisionDesk, 'keep'>;
    publicUrl: string;
  }): ServerDoorkeeper {
    return new ServerDoorkeeper(options);
  }

  readonly #options: Parameters<typeof ServerDoorkeeper.create>[0];

  private constructor(options: Parameters<typeof ServerDoorkeeper.create>[0]) {
    this.#options = options;
  }

  /** For the endpoint for all servers: which of them it opens is decided on every call (ADR 0027). */
  async forAllServers(caller: PortalCaller): Promise<TokenTarget> {
    await this.#options.uses.keep(caller);
    return { serverRef: ALL_SERVERS, endpoint: `${this.#base()}/mcp` };
  }

  #base(): string {
    return this.#options.publicUrl.replace(/\/$/, '');
  }

  async admit(caller: PortalCaller, ref: string): Promise<TokenTarget> {
    const { catalog, permissions, uses } = this.#options;
    const { credentials } = caller;
    const server = readRef(ref, 'api');
    const serverRef = stringifyEntityRef(server);

    // Asked as the caller: what they may not see and what there is not answer alike.
    const entity = await catalog.getEntityByRef(server, { credentials });
    const isServer =
      server.kind === 'api' && entity?.spec?.type === 'mcp-server';
    if (!isServer) {
      throw new NotFoundError(`No MCP server ${serverRef} in the catalog`);
    }

    const [decision] = await permissions.authorize(
      [{ permission: mcpServerUsePermission, resourceRef: serverRef }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `The portal's permissions do not let you use ${serverRef}. Ask its owner.`,
      );
    }
    await uses.keep(caller);
    const { namespace, name } = server;
    return {
      serverRef,
      endpoint: `${this.#base()}/servers/${namespace}/${name}/mcp`,
    };
  }
}
