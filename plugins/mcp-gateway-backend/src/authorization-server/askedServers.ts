import {
  type AccessDocument,
  type AccessTool,
  holdsGrant,
  isServed,
  type PermissionEvaluator,
  type Principal,
  toolFilter,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import { permits } from '../permissions/permits';
import type { PoliciesInForce } from '../pipeline/policies/CompanyPolicies';

const MAX_SERVERS = 50;
/** Of each effect, by name; the rest are counted. A page for all servers names fewer of each. */
const MAX_NAMES = { one: 50, all: 8 };
const EFFECTS = ['reads', 'changes', 'destroys'] as const;

/** Tools of one effect. */
export interface AskedTools {
  effect: AccessTool['effect'];
  count: number;
  /** The first of them. */
  names: string[];
}

/** A server behind the address that a client asks for, as the person sees it. */
export interface AskedServer {
  serverRef: string;
  title?: string;
  /** The person holds a grant for it now. */
  mayUse: boolean;
  /** What they could call now; absent where nobody knows the server's tools. */
  tools?: AskedTools[];
}

/**
 * The servers that a client asks for, and the tools that the person could call there now: the evaluator's own word, as a
 * list of tools gets it. Of all servers, those that the person may use: whether there are others is not for the consent
 * page to say.
 */
export function askedServers(options: {
  /** Absent: all of them. */
  serverRef?: string;
  directory: Pick<AccessDirectory, 'get' | 'refs'>;
  principal: Principal | undefined;
  /** What the portal's permissions say of the person. */
  permission: PermissionEvaluator;
  policies: PoliciesInForce;
  now: number;
}): { servers: AskedServer[]; moreServers: number } {
  const { serverRef, directory, principal, permission, now } = options;
  const isAll = serverRef === undefined;
  const found = (isAll ? directory.refs() : [serverRef])
    .map(ref => ({ ref, document: mine(directory.get(ref)) }))
    .filter(({ document }) => document !== undefined || !isAll)
    .sort((one, other) => one.ref.localeCompare(other.ref));
  return {
    servers: found.slice(0, MAX_SERVERS).map(({ ref, document }) => ({
      serverRef: ref,
      // Who holds no grant learns no more than the address that they came with.
      ...(document && { title: document.title, ...toolsOf(document) }),
      mayUse: document !== undefined,
    })),
    moreServers: Math.max(0, found.length - MAX_SERVERS),
  };

  function mine(document: AccessDocument | undefined) {
    const isMine =
      principal !== undefined &&
      document !== undefined &&
      isServed(document, now) &&
      holdsGrant(document, principal, now) &&
      permits(permission, document);
    return isMine ? document : undefined;
  }

  function toolsOf(document: AccessDocument): { tools?: AskedTools[] } {
    const tools = document.approvedRevision?.tools;
    if (!tools || !principal) return {};
    const evaluator = options.policies();
    const mayCall = toolFilter({
      ...{ document, principal, permission, now },
      // A replica that is behind for a moment would show less than what is asked for.
      feed: 'current',
      ...(evaluator && { policies: { evaluator, arguments: 'unknown' } }),
    });
    const callable = tools.filter(({ name }) => mayCall(name));
    const most = isAll ? MAX_NAMES.all : MAX_NAMES.one;
    return {
      tools: EFFECTS.flatMap(effect => {
        const names = callable
          .filter(tool => tool.effect === effect)
          .map(({ name }) => name)
          .sort((one, other) => one.localeCompare(other));
        return names.length === 0
          ? []
          : [{ effect, count: names.length, names: names.slice(0, most) }];
      }),
    };
  }
}
