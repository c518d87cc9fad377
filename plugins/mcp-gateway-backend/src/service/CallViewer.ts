import type {
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type {
  GatewayPaths,
  GatewaySchemas,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { mcpAuditReadPermission } from '@sallyport/backstage-plugin-mcp-registry-common';
import { z } from 'zod';
import type { CallRecord } from '../evidence/types';
import type { CallFilter, CallReader } from './CallReader';
import { type PortalCaller, readOwnership } from './PortalCaller';
import { normalizeRef } from './readRef';
import { withoutConcealed } from './withoutConcealed';

const DEFAULT_LIMIT = 50;
const sinceSchema = z.iso.datetime({ offset: true });

type CallQuery = NonNullable<
  GatewayPaths['/calls']['get']['parameters']['query']
>;

/** Shows calls to those who may see them: who made them, who owns the server, who audits. */
export class CallViewer {
  static create(options: {
    calls: CallReader;
    userInfo: UserInfoService;
    permissions: PermissionsService;
  }): CallViewer {
    return new CallViewer(options);
  }

  readonly #options: Parameters<typeof CallViewer.create>[0];

  private constructor(options: Parameters<typeof CallViewer.create>[0]) {
    this.#options = options;
  }

  async list(
    caller: PortalCaller,
    query: CallQuery,
  ): Promise<GatewaySchemas['CallPage']> {
    const filter: CallFilter = {
      user: query.user && normalizeRef(query.user, 'user'),
      serverRef: query.serverRef && normalizeRef(query.serverRef, 'api'),
      tool: query.tool,
      decision: query.decision,
      since: readSince(query.since),
      limit: query.limit ?? DEFAULT_LIMIT,
      cursor: query.cursor,
    };
    const role = query.role ?? 'mine';
    const scope = await this.#scopeOf(caller, role);
    if (scope.user && filter.user && scope.user !== filter.user) {
      return { items: [] };
    }
    const page = await this.#options.calls.list({ ...filter, ...scope });
    const items =
      role === 'mine' ? page.items.map(withoutConcealed) : page.items;
    return { items: items.map(toCall), nextCursor: page.nextCursor };
  }

  async get(caller: PortalCaller, id: string): Promise<GatewaySchemas['Call']> {
    const call = await this.#options.calls.get(id);
    if (call && (await this.#answersFor(caller, call))) {
      return toCall(call);
    }
    if (call && call.user === caller.userEntityRef) {
      return toCall(withoutConcealed(call));
    }
    throw new NotFoundError('There is no such call, or you may not see it');
  }

  async #scopeOf(
    caller: PortalCaller,
    role: NonNullable<CallQuery['role']>,
  ): Promise<Pick<CallFilter, 'user' | 'owners'>> {
    switch (role) {
      case 'mine':
        return { user: caller.userEntityRef };
      case 'owned':
        return { owners: await readOwnership(caller, this.#options.userInfo) };
      case 'all':
        if (!(await this.#mayAudit(caller))) {
          throw new NotAllowedError(
            "You may not see everybody's calls. The permission mcp.audit.read is needed.",
          );
        }
        return {};
      default:
        throw new InputError(`Unknown role ${role satisfies never}`);
    }
  }

  /** Whether the caller owns the server, or audits. */
  async #answersFor(caller: PortalCaller, call: CallRecord): Promise<boolean> {
    const owners = await readOwnership(caller, this.#options.userInfo);
    if (call.owner !== undefined && owners.includes(call.owner)) {
      return true;
    }
    return await this.#mayAudit(caller);
  }

  async #mayAudit(caller: PortalCaller): Promise<boolean> {
    const [decision] = await this.#options.permissions.authorize(
      [{ permission: mcpAuditReadPermission }],
      { credentials: caller.credentials },
    );
    return decision.result === AuthorizeResult.ALLOW;
  }
}

function readSince(since: string | undefined): string | undefined {
  if (since === undefined) {
    return undefined;
  }
  const parsed = sinceSchema.safeParse(since);
  if (!parsed.success) {
    throw new InputError(
      'since must be a time such as 2026-11-23T08:00:00Z (ISO 8601)',
    );
  }
  return new Date(parsed.data).toISOString();
}

/** What the API shows of a record: everything but the owner, who is a fact of the server. */
function toCall(record: CallRecord): GatewaySchemas['Call'] {
  const { owner: _, trace, ...call } = record;
  return { ...call, trace: trace.map(entry => ({ ...entry })) };
}
