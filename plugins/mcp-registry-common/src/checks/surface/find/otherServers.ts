import type { Hit } from '../text/PhraseBook';
import type { Token } from '../text/tokenise';
import type { ToolSurfaceSubject } from '../types';
import { otherNames, type OtherNames } from './findInNames';

type Others = NonNullable<ToolSurfaceSubject['others']>;

/** The other servers of a registry, prepared for many texts. */
export interface OtherServers {
  readonly servers: ReadonlySet<string>;
  readonly tools: ReadonlySet<string>;
  readonly names: OtherNames;
}

/** What the names of other servers' tools are called in rules. */
export const OTHER_TOOL = 'tool of another server';

/** Names of servers that mean any server in a sentence. */
const GENERIC = new Set(
  'a an the this that our your my one other each every mcp api web http remote local test example default main new tool tools'.split(
    ' ',
  ),
);

const prepared = new WeakMap<Others, OtherServers>();

/** Prepares the names of others; once per list, which whoever checks many servers can keep. */
export function prepareOthers(others: Others): OtherServers {
  const known = prepared.get(others);
  if (known) return known;
  const fresh = {
    servers: new Set(
      others
        .map(({ server }) => server.toLowerCase())
        .filter(server => !GENERIC.has(server)),
    ),
    tools: new Set(
      others.flatMap(({ tools }) => tools.map(name => name.toLowerCase())),
    ),
    names: otherNames(others),
  };
  prepared.set(others, fresh);
  return fresh;
}

/** A name as it is written in a text: letters, figures and what names are joined with. */
const WRITTEN = /[\p{L}\p{N}_./:-]+/gu;

/**
 * Where a text speaks of other servers and their tools. `create_issue` is a tool, "create issue" is what people do: names count as they
 * are written, whole. One word is not enough to mean a tool: `pay` is a verb, a "search tool" is any; "the tool pay" is one.
 */
export function findOthers(
  text: string,
  tokens: readonly Token[],
  others: OtherServers,
  own: ReadonlySet<string>,
): Hit[] {
  if (others.servers.size === 0 && others.tools.size === 0) return [];
  const hits: Hit[] = [];
  let at = 0;
  for (const { 0: match, index } of text.matchAll(WRITTEN)) {
    const written = match.replace(/[./:-]$/, '').toLowerCase();
    while (at < tokens.length && tokens[at].start < index) at += 1;
    let last = at;
    while (
      last + 1 < tokens.length &&
      tokens[last + 1].end <= index + written.length
    ) {
      last += 1;
    }
    if (at < tokens.length && tokens[at].start < index + match.length) {
      const isTool =
        others.tools.has(written) &&
        !own.has(written) &&
        (last > at || tokens[at - 1]?.text === 'tool');
      const isServer =
        others.servers.has(written) &&
        (tokens[last + 1]?.text === 'server' ||
          tokens[at - 1]?.text === 'server');
      if (isTool || isServer) {
        hits.push({ concept: OTHER_TOOL, start: at, end: last });
      }
    }
  }
  return hits;
}

/** Names of a server's own tools, which it may speak of whoever else has them. */
export const ownNames = (subject: ToolSurfaceSubject): ReadonlySet<string> =>
  new Set(subject.tools?.map(({ name }) => String(name).toLowerCase()));
