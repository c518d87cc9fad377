import type { Clause, Piece } from '../types';
import type { Hit } from '../text/PhraseBook';
import type { Token } from '../text/tokenise';

/** What a text says, in concepts. */
export interface ReadText {
  readonly tokens: readonly Token[];
  /** In the order of the text. */
  readonly hits: readonly Hit[];
}

const WITHIN = 30;

/** First and last token of the first place where a clause holds. */
export function findClause(
  clause: Clause,
  piece: Piece,
  read: ReadText,
  purpose: ReadonlySet<string>,
): { start: number; end: number } | undefined {
  if (clause.places && !clause.places.includes(piece.place)) return undefined;
  if (clause.unlessPurpose?.some(concept => purpose.has(concept))) {
    return undefined;
  }
  const excused = new Set(
    read.hits
      .filter(({ concept }) => clause.unless?.includes(concept))
      .map(({ start }) => read.tokens[start].sentence),
  );
  const wanted = clause.all.map(names => names.split('|'));
  const within = clause.within ?? WITHIN;
  /** Where each concept was seen last; with `inOrder` where the chain up to it began. */
  let seen: (Hit | undefined)[] = [];
  let sentence = -1;
  for (const hit of read.hits) {
    const here = read.tokens[hit.start].sentence;
    if (here !== sentence && !clause.isAcrossSentences) seen = [];
    sentence = here;
    if (excused.has(here)) continue;
    // From the last to the first, so that one hit does not serve as two links of a chain.
    for (let at = wanted.length - 1; at >= 0; at -= 1) {
      if (!wanted[at].includes(hit.concept)) continue;
      if (!clause.inOrder || at === 0) {
        seen[at] = hit;
      } else {
        const before = seen[at - 1];
        if (before && before.end < hit.start) {
          seen[at] = { ...hit, start: before.start };
        }
      }
    }
    const found = complete(seen, wanted.length, clause.inOrder, within);
    if (found) return found;
  }
  return undefined;
}

function complete(
  seen: readonly (Hit | undefined)[],
  length: number,
  isInOrder: boolean | undefined,
  within: number,
) {
  if (isInOrder) {
    const last = seen[length - 1];
    return last && last.end - last.start <= within ? last : undefined;
  }
  let start = Infinity;
  let end = -1;
  for (let at = 0; at < length; at += 1) {
    const hit = seen[at];
    if (!hit) return undefined;
    start = Math.min(start, hit.start);
    end = Math.max(end, hit.end);
  }
  return end - start <= within ? { start, end } : undefined;
}
