import { NotFoundError } from '@backstage/errors';
import {
  type AccessDocument,
  coversAction,
  type GatewaySchemas,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import { forEachBounded } from '../access/forEachBounded';
import type { PortalCaller } from '../service/PortalCaller';
import { normalizeRef } from '../service/readRef';
import type { AskDoor } from './AskDoor';
import type { Foresight } from './Foresight';
import type { GroupMembers } from './GroupMembers';
import { heldBy } from './heldBy';
import { Pace } from './Pace';
import { readCursor, writeCursor } from './pageCursor';
import type { PrincipalFinder } from './PrincipalFinder';
import { toHeldGrant } from './toHeldGrant';
import type { FoundPrincipal } from './types';

type Caller = GatewaySchemas['Caller'];

const DEFAULT_LIMIT = 50;
const MAX_GROUPS = 100;
/** So many people are asked about at once, before the page is looked at. */
const BATCH = 50;
/** A page ends after so many, also where few of them have the answer that was asked for. */
const MAX_LOOKED_AT = 200;
const LOOK_UPS = 8;

/** "Who can call this tool?" */
export class Callers {
  static create(options: {
    door: AskDoor;
    principals: PrincipalFinder;
    foresight: Foresight;
    members: GroupMembers;
    directory: Pick<AccessDirectory, 'catchUp'>;
    clock: () => number;
  }): Callers {
    return new Callers(options);
  }

  readonly #options: Parameters<typeof Callers.create>[0];

  private constructor(options: Parameters<typeof Callers.create>[0]) {
    this.#options = options;
  }

  async list(
    caller: PortalCaller,
    query: {
      serverRef: string;
      tool: string;
      effect?: GatewaySchemas['CallEffect'];
      limit?: number;
      cursor?: string;
    },
  ): Promise<GatewaySchemas['Callers']> {
    const { door, directory, members, clock } = this.#options;
    const { tool: name, effect, limit = DEFAULT_LIMIT } = query;
    const after = readCursor(query.cursor);
    await directory.catchUp();
    const document = await door.admitToServer(
      caller,
      normalizeRef(query.serverRef, 'api'),
    );
    const action = { kind: 'tool', method: 'tools/call', tool: name } as const;
    const now = clock();
    const inForce = document.grants.filter(
      ({ expiresAt }) => now < Date.parse(expiresAt),
    );
    const covering = inForce.filter(grant => coversAction(grant, action));
    // Nobody may call it whose access does not cover it.
    const grants = effect === 'allow' ? covering : inForce;
    const isGroup = (ref: string) => ref.startsWith('group:');
    const subjects = new Set(grants.map(({ subject }) => subject));
    const found = await members.of([...subjects].filter(isGroup));
    const candidates = [
      ...new Set([
        ...[...subjects].filter(ref => /^(user|component):/.test(ref)),
        ...found.refs,
      ]),
    ].sort();
    const page = await this.#decide({
      ...{ document, action, effect, limit },
      refs: candidates.filter(ref => after === undefined || ref > after),
    });
    return {
      serverRef: document.serverRef,
      title: document.title,
      status: document.status,
      tool: describeTool(document, name),
      groups: covering
        .filter(({ subject }) => isGroup(subject))
        .slice(0, MAX_GROUPS)
        .map(toHeldGrant),
      candidates: candidates.length,
      hasMoreCandidates: found.hasMore,
      ...page,
    };
  }

  async #decide(options: {
    document: AccessDocument;
    action: { kind: 'tool'; method: string; tool: string };
    effect: GatewaySchemas['CallEffect'] | undefined;
    refs: readonly string[];
    limit: number;
  }): Promise<{ items: Caller[]; nextCursor?: string }> {
    const { refs, effect, limit } = options;
    const pace = Pace.begin();
    const items: Caller[] = [];
    for (let at = 0; at < refs.length; at += BATCH) {
      const batch = refs.slice(at, at + BATCH);
      const found = await this.#findAll(batch);
      for (const [index, ref] of batch.entries()) {
        const each = this.#decideOne(found[index], options);
        await pace.keep();
        if (!effect || each.effect === effect) items.push(each);
        const lookedAt = at + index + 1;
        const isFull = items.length >= limit || lookedAt >= MAX_LOOKED_AT;
        if (isFull && lookedAt < refs.length) {
          return { items, nextCursor: writeCursor(ref) };
        }
      }
    }
    return { items };
  }

  async #findAll(refs: readonly string[]) {
    const found: FoundPrincipal[] = [];
    await forEachBounded(
      [...refs.entries()],
      LOOK_UPS,
      async ([index, ref]) => {
        found[index] = await this.#options.principals.find(ref);
      },
    );
    return found;
  }

  #decideOne(
    found: FoundPrincipal,
    options: {
      document: AccessDocument;
      action: { kind: 'tool'; method: string; tool: string };
    },
  ): Caller {
    const { foresight, clock } = this.#options;
    const { document, action } = options;
    const held = heldBy(found, document, clock());
    const { said } = foresight.foresee({ document, found, held, action });
    return {
      ...said,
      principal: found.info,
      grants: held.map(toHeldGrant),
    };
  }
}

function describeTool(
  document: AccessDocument,
  name: string,
): GatewaySchemas['Callers']['tool'] {
  const tools = document.approvedRevision?.tools;
  const tool = tools?.find(each => each.name === name);
  if (tools && !tool) {
    throw new NotFoundError('The approved server has no such tool');
  }
  return {
    name,
    ...(tool && { does: tool.effect }),
    ...(tool?.hidden && { isHidden: true }),
  };
}
