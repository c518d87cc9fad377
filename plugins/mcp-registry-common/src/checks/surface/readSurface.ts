import type { ReadText } from './find/findClauses';
import { otherNames, type OtherNames } from './find/findInNames';
import { collectPieces } from './text/collectPieces';
import { PhraseBook, type Hit } from './text/PhraseBook';
import { tokenise, type Token } from './text/tokenise';
import type { Piece, ToolSurfaceSubject } from './types';

/** A text of a surface, read once for all rules. */
export interface SurfaceText extends ReadText {
  readonly piece: Piece;
  /** What the tool's purpose speaks of. */
  readonly purpose: ReadonlySet<string>;
}

/** A surface, read. */
export interface SurfaceReading {
  readonly subject: ToolSurfaceSubject;
  readonly texts: readonly SurfaceText[];
  readonly unreadable: readonly string[];
  readonly others: OtherNames;
}

/** What the names of other servers' tools are called in rules. */
export const OTHER_TOOL = 'tool of another server';

/** Names of servers that mean any server in a sentence. */
const GENERIC = new Set(
  'a an the this that our your my one other each every mcp api web http remote local test example default main new tool tools'.split(
    ' ',
  ),
);

/** Reads all texts of a surface; concepts of the rules and names of other servers are marked in them. */
export function readSurface(
  subject: ToolSurfaceSubject,
  book: PhraseBook,
): SurfaceReading {
  const { pieces, unreadable } = collectPieces(subject);
  const others = subject.others ?? [];
  const own = new Set(subject.tools?.map(({ name }) => name));
  const names = PhraseBook.create({
    [OTHER_TOOL]: others
      .flatMap(({ server, tools }) => [
        ...(GENERIC.has(server.toLowerCase())
          ? []
          : [`${server} server`, `server ${server}`]),
        ...tools.filter(name => !own.has(name)).flatMap(phrasesOf),
      ])
      .map(phrase => phrase.replace(/[|~*]/g, ' '))
      .join('|'),
  });
  const written = new Set(
    others.flatMap(({ tools }) => tools.map(name => name.toLowerCase())),
  );
  const purposes = new Map<string, ReadonlySet<string>>();
  const purposeOf = (text = '') => {
    const known = purposes.get(text);
    if (known) return known;
    const concepts = new Set(
      book.find(tokenise(text)).map(({ concept }) => concept),
    );
    purposes.set(text, concepts);
    return concepts;
  };
  const texts = pieces.map(piece => {
    const words = wordsOf(piece);
    const tokens = tokenise(words);
    return {
      piece,
      tokens,
      hits: merge(
        book.find(tokens),
        names.find(tokens).filter(hit => isNamed(hit, tokens, words, written)),
      ),
      purpose: purposeOf(piece.purpose),
    };
  });
  return { subject, texts, unreadable, others: otherNames(others) };
}

/** One word is not enough to mean another's tool: `pay` is a verb, a "search tool" is any. */
function phrasesOf(name: string): string[] {
  return tokenise(name).length > 1 ? [name] : [`tool ${name}`];
}

/** `create_issue` is a tool, "create issue" is what people do: names count as they are written, and not as part of longer ones. */
function isNamed(
  { start, end }: Hit,
  tokens: readonly Token[],
  text: string,
  names: ReadonlySet<string>,
): boolean {
  const [from, to] = [tokens[start].start, tokens[end].end];
  const written = text.slice(from, to).toLowerCase();
  if (/\s/.test(written)) {
    return /^(?:tool|server)\s|\sserver$/.test(written);
  }
  return (
    names.has(written) &&
    !/[\w-]/.test(text.slice(from - 1, from)) &&
    !/[\w-]/.test(text.slice(to, to + 1))
  );
}

/** Names of parameters are words, too: `apiKey`, `chat-history`. The length stays, so that places stay. */
function wordsOf({ place, text }: Piece): string {
  return place === 'parameter name' || place === 'name'
    ? text.replace(/([a-z])([A-Z])/g, '$1_$2')
    : text;
}

function merge(left: Hit[], right: Hit[]): Hit[] {
  return right.length === 0
    ? left
    : [...left, ...right].sort((a, b) => a.start - b.start);
}
