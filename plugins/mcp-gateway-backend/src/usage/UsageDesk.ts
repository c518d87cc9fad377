import type {
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type {
  GatewayPaths,
  GatewaySchemas,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { mcpUsageReadPermission } from '@sallyport/backstage-plugin-mcp-registry-common';
import { type PortalCaller, readOwnership } from '../service/PortalCaller';
import { normalizeRef } from '../service/readRef';
import type { Budgets } from './budgets/Budgets';
import { readRange } from './readRange';
import type { UsageFilter } from './UsageFilter';
import type { UsageReader } from './UsageReader';

type UsageQuery = NonNullable<
  GatewayPaths['/usage']['get']['parameters']['query']
>;

/** Shows usage to those who may see it: their own, of servers that they own, or all with the permission for it. */
export class UsageDesk {
  static create(options: {
    reader: UsageReader;
    budgets: Pick<Budgets, 'list'>;
    userInfo: UserInfoService;
    permissions: PermissionsService;
    now?: () => number;
  }): UsageDesk {
    return new UsageDesk(options);
  }

  readonly #options: Parameters<typeof UsageDesk.create>[0];

  private constructor(options: Parameters<typeof UsageDesk.create>[0]) {
    this.#options = options;
  }

  async read(
    caller: PortalCaller,
    query: UsageQuery,
  ): Promise<GatewaySchemas['Usage']> {
    const asked: UsageFilter = {
      ...readRange(query, this.#options.now?.() ?? Date.now()),
      serverRef: query.serverRef && normalizeRef(query.serverRef, 'api'),
      person: query.person && normalizeRef(query.person, 'user'),
      team: query.team && normalizeRef(query.team, 'group'),
      tool: query.tool,
      client: query.client,
    };
    const role = query.role ?? 'mine';
    switch (role) {
      case 'mine':
        if (asked.person && asked.person !== caller.userEntityRef) {
          throw new NotAllowedError(
            "Somebody else's usage is not mine: ask with role=owned or role=all",
          );
        }
        return await this.#options.reader.read({
          ...asked,
          person: caller.userEntityRef,
        });
      case 'owned':
        return await this.#options.reader.read({
          ...asked,
          owners: await readOwnership(caller, this.#options.userInfo),
        });
      case 'all':
        if (!(await this.#mayReadAll(caller))) {
          throw new NotAllowedError(
            "You may not see everybody's usage. The permission mcp.usage.read is needed.",
          );
        }
        return await this.#options.reader.read(asked);
      default:
        throw new InputError(`Unknown role ${role satisfies never}`);
    }
  }

  async budgets(caller: PortalCaller): Promise<GatewaySchemas['BudgetList']> {
    const all = await this.#options.budgets.list();
    if (await this.#mayReadAll(caller)) return all;
    const mine = await readOwnership(caller, this.#options.userInfo);
    return {
      ...all,
      items: all.items.filter(({ team }) => mine.includes(team)),
    };
  }

  async #mayReadAll(caller: PortalCaller): Promise<boolean> {
    const [decision] = await this.#options.permissions.authorize(
      [{ permission: mcpUsageReadPermission }],
      { credentials: caller.credentials },
    );
    return decision.result === AuthorizeResult.ALLOW;
  }
}
