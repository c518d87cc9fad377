import type { ReadText } from './find/findClauses';
import type { OtherNames } from './find/findInNames';
import { findOthers, ownNames, prepareOthers } from './find/otherServers';
import { collectPieces } from './text/collectPieces';
import type { Hit, PhraseBook } from './text/PhraseBook';
import { tokenise } from './text/tokenise';
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

const NOBODY: NonNullable<ToolSurfaceSubject['others']> = [];

/** Reads all texts of a surface; concepts of the rules and names of other servers are marked in them. */
export function readSurface(
  subject: ToolSurfaceSubject,
  book: PhraseBook,
): SurfaceReading {
  const { pieces, unreadable } = collectPieces(subject);
  const others = prepareOthers(subject.others ?? NOBODY);
  const own = ownNames(subject);
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
      hits: merge(book.find(tokens), findOthers(words, tokens, others, own)),
      purpose: purposeOf(piece.purpose),
    };
  });
  return { subject, texts, unreadable, others: others.names };
}

/** Names of parameters are words, too: `apiKey` is `api key`. */
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
