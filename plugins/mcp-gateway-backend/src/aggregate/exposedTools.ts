import { hash } from 'crypto';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** What clients allow at most (`^[a-zA-Z0-9_-]{1,64}$` at the large model providers). */
export const MAX_NAME = 64;
const PLAIN = /^[A-Za-z0-9_-]+$/;
const HASH_LENGTH = 12;

/** A server's tools by the names under which the endpoint for all servers offers them, and back. */
export interface ExposedTools {
  exposed: ReadonlyMap<string, string>;
  tools: ReadonlyMap<string, string>;
}

const known = new WeakMap<AccessDocument, ExposedTools>();

/**
 * Names the tools of a server among those of all servers: `<alias>_<tool>`. An alias has no underscore and is one
 * server's alone, so the first underscore tells the server, and no server can take another's name. What does not fit is
 * shortened and told apart by a hash of its name; a tool whose own name it is keeps it.
 */
export function exposedTools(document: AccessDocument): ExposedTools {
  const before = known.get(document);
  if (before) return before;
  const made = nameAll(
    document.alias ?? '',
    (document.approvedRevision?.tools ?? []).map(({ name }) => name),
  );
  known.set(document, made);
  return made;
}

/** The alias in an exposed name. */
export function aliasIn(name: string): string | undefined {
  const at = name.indexOf('_');
  return at > 0 ? name.slice(0, at) : undefined;
}

/** See {@link exposedTools}; depends on nothing but the alias and each tool's own name. */
export function nameAll(alias: string, names: readonly string[]): ExposedTools {
  const exposed = new Map<string, string>();
  const tools = new Map<string, string>();
  if (alias === '') return { exposed, tools };
  const add = (tool: string, name: string) => {
    // Two that shorten alike would need the same hash; then neither is better: the later one is not offered.
    if (tools.has(name) || exposed.has(tool)) return;
    exposed.set(tool, name);
    tools.set(name, tool);
  };
  const fits = (tool: string) =>
    PLAIN.test(tool) && alias.length + 1 + tool.length <= MAX_NAME;
  const sorted = [...names].sort();
  for (const tool of sorted.filter(fits)) add(tool, `${alias}_${tool}`);
  for (const tool of sorted) add(tool, shortened(alias, tool));
  return { exposed, tools };
}

function shortened(alias: string, tool: string): string {
  const digest = hash('sha256', tool, 'hex').slice(0, HASH_LENGTH);
  const room = MAX_NAME - alias.length - HASH_LENGTH - 2;
  const readable = tool.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, room);
  return `${alias}_${readable}_${digest}`;
}
