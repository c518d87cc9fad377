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
import type { CallRecord } from '../evidence/types';
import type { TraceLink } from '../telemetry/readTraceUrl';
import type { CallFilter, CallReader } from './CallReader';
import { type PortalCaller, readOwnership } from './PortalCaller';
import { type ReachFinder, readCallFilter } from './readCallFilter';
import { withoutConcealed } from './withoutConcealed';

const DEFAULT_LIMIT = 50;
/** So many calls can be exported at once, read page by page. */
const MAX_EXPORTED = 100_000;
const EXPORT_PAGE = 500;
/** What counts as around a call, and how much of it is shown, before and after. */
const AROUND_MS = 10 * 60_000;
const MAX_AROUND = 20;

type CallQuery = NonNullable<
  GatewayPaths['/calls']['get']['parameters']['query']
>;

/** Shows calls to those who may see them: who made them, who owns the server, who audits. */
export class CallViewer {
  static create(options: {
    calls: CallReader;
    userInfo: UserInfoService;
    permissions: PermissionsService;
    registry: ReachFinder;
    /** Absent where nobody said where traces are shown. */
    traceLink?: TraceLink;
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
    const search = await this.#search(caller, query);
    if (!search) return { items: [] };
    const page = await this.#options.calls.list({
      ...search.filter,
      limit: query.limit ?? DEFAULT_LIMIT,
      cursor: query.cursor,
      after: query.after,
    });
    return { items: search.show(page.items), nextCursor: page.nextCursor };
  }

  /** Everything that is found, newest first, page by page. Throws before the first page where it is too much. */
  async export(
    caller: PortalCaller,
    query: CallQuery,
  ): Promise<AsyncGenerator<GatewaySchemas['Call'][]>> {
    const search = await this.#search(caller, query);
    const { calls } = this.#options;
    if (
      search &&
      (await calls.exceeds({ ...search.filter, limit: MAX_EXPORTED }))
    ) {
      throw new InputError(
        `More than ${MAX_EXPORTED} calls are found; export them in parts, by narrower times`,
      );
    }
    return pages();

    async function* pages() {
      let cursor: string | undefined;
      let count = 0;
      do {
        if (!search) return;
        const page = await calls.list({
          ...{ ...search.filter, limit: EXPORT_PAGE, cursor },
        });
        yield search.show(page.items);
        cursor = page.nextCursor;
        count += page.items.length;
        // Calls that came while it was read do not make it endless.
      } while (cursor && count < MAX_EXPORTED);
    }
  }

  /** What the same person did around a call, as far as the caller may see it. */
  async related(
    caller: PortalCaller,
    id: string,
  ): Promise<{ items: GatewaySchemas['Call'][] }> {
    const call = await this.#options.calls.get(id);
    const scope = call && (await this.#scopeAround(caller, call));
    if (!call || !scope) throw notFound();
    if (call.user === undefined) return { items: [] };
    const at = Date.parse(call.at);
    const filter = {
      ...{ ...scope, user: call.user, limit: MAX_AROUND },
      since: new Date(at - AROUND_MS).toISOString(),
      until: new Date(at + AROUND_MS).toISOString(),
    };
    const { calls } = this.#options;
    const before = await calls.list({ ...filter, cursor: call.id });
    const after = await calls.list({ ...filter, after: call.id });
    const items = [...after.items.toReversed(), ...before.items];
    const isOwn = scope.user !== undefined;
    return {
      items: (isOwn ? items.map(withoutConcealed) : items).map(toCall),
    };
  }

  async get(caller: PortalCaller, id: string): Promise<GatewaySchemas['Call']> {
    const call = await this.#options.calls.get(id);
    if (call && (await this.#answersFor(caller, call))) {
      return this.#withTrace(toCall(call));
    }
    if (call && call.user === caller.userEntityRef) {
      return this.#withTrace(toCall(withoutConcealed(call)));
    }
    throw notFound();
  }

  #withTrace(call: GatewaySchemas['Call']): GatewaySchemas['Call'] {
    const { traceId } = call;
    const traceUrl = traceId && this.#options.traceLink?.(traceId);
    return { ...call, ...(traceUrl && { traceUrl }) };
  }

  /** What a search finds, and how it is shown. Absent where it can find nothing. */
  async #search(caller: PortalCaller, query: CallQuery) {
    const role = query.role ?? 'mine';
    const filter = await readCallFilter(query, this.#options.registry);
    const scope = await this.#scopeOf(caller, role);
    if (scope.user && filter.user && scope.user !== filter.user) {
      return undefined;
    }
    // Whoever may not know of a server must not learn of it by asking for what only it has.
    const tells = filter.reach ?? filter.revisionDigest;
    return {
      filter: { ...filter, ...scope },
      show: (records: readonly CallRecord[]) =>
        records
          .map(record => (role === 'mine' ? withoutConcealed(record) : record))
          .filter((record, index) => !tells || record === records[index])
          .map(toCall),
    };
  }

  /** Of the calls around a call those that its viewer may see: everybody's, those on own servers, or one's own. */
  async #scopeAround(
    caller: PortalCaller,
    call: CallRecord,
  ): Promise<Pick<CallFilter, 'user' | 'owners'> | undefined> {
    if (call.user === caller.userEntityRef) {
      return { user: caller.userEntityRef };
    }
    if (await this.#mayAudit(caller)) return {};
    const owners = await readOwnership(caller, this.#options.userInfo);
    return call.owner !== undefined && owners.includes(call.owner)
      ? { owners }
      : undefined;
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

function notFound(): NotFoundError {
  return new NotFoundError('There is no such call, or you may not see it');
}

/** What the API shows of a record: everything but the owner, who is a fact of the server. */
function toCall(record: CallRecord): GatewaySchemas['Call'] {
  const { owner: _, trace, delegation, reaches, ...call } = record;
  return {
    ...call,
    ...(delegation && {
      delegation: { ...delegation, chain: [...delegation.chain] },
    }),
    ...(reaches && { reaches: [...reaches] }),
    trace: trace.map(entry => ({ ...entry })),
  };
}
