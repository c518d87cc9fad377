import { DAY_MS } from '../time';
import type { CallFact, Detector } from '../types';

/** So long everybody is new to a server. */
const LEARN_MS = 14 * DAY_MS;
/** What people of so many groups use is everybody's. */
const COMMON = 12;
const MAX_WHO = 3_000;
const MAX_GROUPS = 500;
const MAX_TOOLS = 200;

/** Who uses one thing: each with the days of their first and last call, the latest last. */
interface Users {
  since: number;
  who: Record<string, [number, number]>;
  groups: Record<string, number>;
}

/** Who uses one server and each of its tools. */
export interface FirstUseState {
  server: Users;
  tools: Record<string, Users>;
}

/**
 * Somebody uses, for the first time, what is confidential or restricted, and nobody of their own groups does: a server, or a tool that destroys. What their colleagues use
 * is no surprise; neither is what people of many groups use, nor anything at a server that is new to everybody.
 */
export const firstUse: Detector<FirstUseState> = {
  id: 'first-use',
  initial: () => ({ server: noUsers(-1), tools: {} }),
  subjectOf: fact =>
    fact.kind === 'call' && fact.isAllowed && fact.tool !== undefined
      ? fact.serverRef
      : undefined,
  observe(draft, fact) {
    if (fact.kind !== 'call' || fact.tool === undefined) return [];
    const { at, id, who, serverRef, tool, isSensitive, isDestructive } = fact;
    if (draft.server.since < 0) draft.server.since = at;
    if (!Object.hasOwn(draft.tools, tool)) {
      bound(draft.tools, MAX_TOOLS - 1);
      draft.tools[tool] = noUsers(at);
    }
    const ofServer = isFirst(draft.server, fact);
    // Of tools that only read, people find a new one every week.
    const ofTool =
      isDestructive &&
      isAtHome(draft.server, fact) &&
      isFirst(draft.tools[tool], fact);
    note(draft.server, fact);
    note(draft.tools[tool], fact);
    if (!isSensitive || (!ofServer && !ofTool)) return [];
    const what = ofServer ? 'server' : 'tool';
    return [
      {
        detector: 'first-use',
        key: `first-use ${who} ${serverRef}${ofServer ? '' : ` ${tool}`}`,
        kind: 'raised',
        severity: ofServer ? 'medium' : 'low',
        at,
        ...{ who, serverRef, tool },
        values: { what, tool },
        calls: [id],
      },
    ];
  },
};

function noUsers(since: number): Users {
  return { since, who: {}, groups: {} };
}

function isFirst(users: Users, { at, who, groups }: CallFact): boolean {
  return (
    at - users.since >= LEARN_MS &&
    Object.keys(users.groups).length < COMMON &&
    !Object.hasOwn(users.who, who) &&
    !groups.some(group => Object.hasOwn(users.groups, group))
  );
}

/** Whoever is new at a server is new to all of its tools. */
function isAtHome(users: Users, { at, who }: CallFact): boolean {
  const days = Object.hasOwn(users.who, who) ? users.who[who] : undefined;
  return days !== undefined && at - days[0] * DAY_MS >= LEARN_MS;
}

function note(users: Users, { at, who, groups }: CallFact) {
  const day = Math.floor(at / DAY_MS);
  const first = Object.hasOwn(users.who, who) ? users.who[who][0] : day;
  if (users.who[who]?.[1] !== day) {
    touch(users.who, who, [first, day], MAX_WHO);
  }
  for (const group of groups.slice(0, 20)) {
    if (users.groups[group] !== day) {
      touch(users.groups, group, day, MAX_GROUPS);
    }
  }
}

/** An object keeps the order in which names were added: whoever was there longest ago goes first. */
function touch<T>(
  seen: Record<string, T>,
  name: string,
  value: T,
  most: number,
) {
  delete seen[name];
  bound(seen, most - 1);
  seen[name] = value;
}

function bound(record: Record<string, unknown>, most: number) {
  const names = Object.keys(record);
  for (const name of names.slice(0, Math.max(0, names.length - most))) {
    delete record[name];
  }
}
