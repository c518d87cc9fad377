import { diffWordsWithSpace } from 'diff';

/** A run of words of two texts: in both, or in one of them alone. */
export interface WordPart {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Two long texts that have little in common are not worth the search for it, which grows with the square. */
const MAX_EDITS = 600;
const MAX_EDITS_OF_LIKENESS = 200;

/** Compares two texts word by word. Nothing is left out: the parts of either side, joined, are that text. */
export function diffWords(
  before: string,
  after: string,
  maxEdits = MAX_EDITS,
): WordPart[] {
  if (before === after) {
    return before === '' ? [] : [{ kind: 'same', text: before }];
  }
  const parts = diffWordsWithSpace(before, after, { maxEditLength: maxEdits });
  if (!parts) {
    const whole: WordPart[] = [
      { kind: 'removed', text: before },
      { kind: 'added', text: after },
    ];
    return whole.filter(({ text }) => text !== '');
  }
  return parts.map(({ added, removed, value }) => ({
    kind: kindOf(added, removed),
    text: value,
  }));
}

/** How much two texts have in common: 0 nothing, 1 everything. Two empty ones are alike. */
export function wordSimilarity(before: string, after: string): number {
  const longer = Math.max(before.length, after.length);
  if (longer === 0) return 1;
  const same = diffWords(before, after, MAX_EDITS_OF_LIKENESS)
    .filter(({ kind }) => kind === 'same')
    .reduce((sum, { text }) => sum + text.length, 0);
  return same / longer;
}

function kindOf(added: boolean, removed: boolean): WordPart['kind'] {
  if (added) return 'added';
  return removed ? 'removed' : 'same';
}
