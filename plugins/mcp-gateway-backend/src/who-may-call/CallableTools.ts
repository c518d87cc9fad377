import { NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  type GatewaySchemas,
  holdsGrant,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import type { PortalCaller } from '../service/PortalCaller';
import { normalizeRef } from '../service/readRef';
import type { AskDoor } from './AskDoor';
import { describeServer } from './describeServer';
import type { Foresight } from './Foresight';
import { heldBy } from './heldBy';
import { OTHERS } from './OTHERS';
import { Pace } from './Pace';
import { readCursor, writeCursor } from './pageCursor';
import type { PrincipalFinder } from './PrincipalFinder';
import { type ServerInScope, serversInScope } from './serversInScope';
import { toHeldGrant } from './toHeldGrant';
import type { AskScope, FoundPrincipal } from './types';

type Effect = GatewaySchemas['CallEffect'];
type CallableServer = GatewaySchemas['CallableServer'];

const DEFAULT_LIMIT = 20;
/** A page ends after so many tools, whatever its limit is. */
const MAX_TOOLS = 2_000;
/** And after so many servers without an answer that was asked for. */
const MAX_LOOKED_AT = 200;

/** "What can Dave call, and through what?" */
export class CallableTools {
  static create(options: {
    door: AskDoor;
    principals: PrincipalFinder;
    foresight: Foresight;
    directory: Pick<AccessDirectory, 'get' | 'refs' | 'catchUp'>;
    catalog: CatalogService;
    clock: () => number;
  }): CallableTools {
    return new CallableTools(options);
  }

  readonly #options: Parameters<typeof CallableTools.create>[0];

  private constructor(options: Parameters<typeof CallableTools.create>[0]) {
    this.#options = options;
  }

  async list(
    caller: PortalCaller,
    query: {
      principal?: string;
      effect?: Effect;
      serverRef?: string;
      limit?: number;
      cursor?: string;
    },
  ): Promise<GatewaySchemas['CallableTools']> {
    const after = readCursor(query.cursor);
    const { scope, mayAsk, found } = await this.#ask(caller, query.principal);
    const servers = await this.#servers({
      ...{ caller, scope, found },
      only: query.serverRef && normalizeRef(query.serverRef, 'api'),
    });
    const withAccess = servers.filter(({ isHeld }) => isHeld);
    const page = await this.#describe({
      ...{ scope, found, effect: query.effect },
      // Without access nothing is allowed.
      servers: (query.effect === 'allow' ? withAccess : servers).filter(
        server => after === undefined || keyOf(server) > after,
      ),
      limit: query.limit ?? DEFAULT_LIMIT,
    });
    const { policyVersion } = this.#options.foresight;
    return {
      principal: found.info,
      scope: scope.kind,
      mayAsk,
      servers: servers.length,
      serversWithAccess: withAccess.length,
      ...(policyVersion !== undefined && { policyVersion }),
      ...page,
    };
  }

  /** One call, layer by layer. */
  async foresee(
    caller: PortalCaller,
    query: { principal?: string; serverRef: string; tool?: string },
  ): Promise<GatewaySchemas['ForeseenCall']> {
    const { foresight } = this.#options;
    const { scope, found } = await this.#ask(caller, query.principal);
    const [server] = await this.#servers({
      ...{ caller, scope, found },
      only: normalizeRef(query.serverRef, 'api'),
    });
    if (!server) {
      throw new NotFoundError(
        'There is no such server, or you may not ask about it',
      );
    }
    const { document } = server;
    const { tool } = query;
    const action =
      tool === undefined
        ? OTHERS
        : ({ kind: 'tool', method: 'tools/call', tool } as const);
    const held = heldBy(found, document, this.#options.clock());
    const { said, trace } = foresight.foresee({
      ...{ document, found, held, action },
    });
    return {
      ...said,
      principal: found.info,
      serverRef: document.serverRef,
      ...(tool !== undefined && { tool }),
      grants: held.map(toHeldGrant),
      trace: trace.map(entry => ({ ...entry })),
    };
  }

  async #ask(caller: PortalCaller, principal: string | undefined) {
    const { door, principals, directory } = this.#options;
    const ref =
      principal === undefined
        ? caller.userEntityRef
        : normalizeRef(principal, 'user');
    const admitted = await door.admit(caller, ref);
    // What was approved a moment ago counts.
    await directory.catchUp();
    return { ...admitted, found: await principals.find(ref) };
  }

  async #servers(options: {
    caller: PortalCaller;
    scope: AskScope;
    found: FoundPrincipal;
    only: string | undefined;
  }): Promise<ServerInScope[]> {
    const { caller, scope, found, only } = options;
    const { directory, catalog, clock } = this.#options;
    const now = clock();
    const refs = only === undefined ? directory.refs() : [only];
    const servers = refs.flatMap(ref => {
      const document = directory.get(ref);
      const isHeld = holdsGrant(document, found.principal, now);
      return document ? [{ ref, document, isHeld }] : [];
    });
    const { credentials } = caller;
    const seen = await serversInScope(servers, { scope, catalog, credentials });
    return seen.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  }

  async #describe(options: {
    servers: readonly ServerInScope[];
    scope: AskScope;
    found: FoundPrincipal;
    effect: Effect | undefined;
    limit: number;
  }): Promise<{ items: CallableServer[]; nextCursor?: string }> {
    const { servers, scope, found, effect, limit } = options;
    const { foresight, clock } = this.#options;
    const pace = Pace.begin();
    const items: CallableServer[] = [];
    let tools = 0;
    for (const [index, server] of servers.entries()) {
      const { document } = server;
      const described = await describeServer({
        ...{ document, found, foresight, pace },
        seesHidden:
          scope.kind === 'all' || scope.owners.includes(document.owner),
        held: heldBy(found, document, clock()),
      });
      tools += described.tools.length;
      const shown = effect ? onlyWith(effect, described) : described;
      if (shown) items.push(shown);
      const isFull =
        items.length >= limit ||
        tools >= MAX_TOOLS ||
        index + 1 >= MAX_LOOKED_AT;
      if (isFull && index + 1 < servers.length) {
        return { items, nextCursor: writeCursor(keyOf(server)) };
      }
    }
    return { items };
  }
}

/** Servers to which they have access first, then by name. */
function keyOf({ ref, isHeld }: ServerInScope): string {
  return `${isHeld ? 0 : 1} ${ref}`;
}

/** Of a server what has this answer; its counts stay those of the whole. */
function onlyWith(
  effect: Effect,
  server: CallableServer,
): CallableServer | undefined {
  const tools = server.tools.filter(tool => tool.effect === effect);
  const isAny =
    tools.length > 0 ||
    server.access.effect === effect ||
    server.others.effect === effect;
  return isAny ? { ...server, tools } : undefined;
}
