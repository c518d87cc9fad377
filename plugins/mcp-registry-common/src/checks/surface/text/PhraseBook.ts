import { fold, tokenise, type Token } from './tokenise';

/** Where a concept was found in a text, in tokens; `end` is the last one. */
export interface Hit {
  readonly concept: string;
  readonly start: number;
  readonly end: number;
}

/** How many words `~` may stand for. */
const GAP = 4;
const PREFIX_LENGTH = 3;

type Step =
  | { readonly word: string }
  | { readonly prefix: string }
  | { readonly gap: true };

interface Phrase {
  readonly concept: string;
  readonly steps: readonly Step[];
}

/**
 * Concepts as lists of phrases, divided by `|`. A word that ends in `*` stands for all that begin with it, `~` for up to four words.
 *
 * Phrases are found by their first word; a text is read once, and at each word only the phrases that begin with it are compared,
 * each for at most its own length: time grows with the text and with nothing else.
 */
export class PhraseBook {
  readonly #byWord = new Map<string, Phrase[]>();
  readonly #byPrefix = new Map<string, Phrase[]>();
  /** Words compared so far: tests hold it against the length of texts. */
  comparisons = 0;

  static create(concepts: Readonly<Record<string, string>>): PhraseBook {
    const book = new PhraseBook();
    for (const [concept, phrases] of Object.entries(concepts)) {
      for (const phrase of phrases.split('|')) {
        book.#add({ concept, steps: stepsOf(phrase) });
      }
    }
    return book;
  }

  #add(phrase: Phrase) {
    const first = phrase.steps[0];
    if (!first || 'gap' in first) return;
    const [index, key] =
      'word' in first
        ? [this.#byWord, first.word]
        : [this.#byPrefix, first.prefix.slice(0, PREFIX_LENGTH)];
    const there = index.get(key);
    if (there) there.push(phrase);
    else index.set(key, [phrase]);
  }

  /** All concepts in a text, in the order of the text. */
  find(tokens: readonly Token[]): Hit[] {
    const hits: Hit[] = [];
    tokens.forEach(({ text }, start) => {
      for (const phrases of [
        this.#byWord.get(text),
        this.#byPrefix.get(text.slice(0, PREFIX_LENGTH)),
      ]) {
        for (const { concept, steps } of phrases ?? []) {
          const end = this.#match(steps, 0, tokens, start);
          if (end >= 0) hits.push({ concept, start, end });
        }
      }
    });
    return hits;
  }

  /** The last token of a match, or -1. Each gap tries at most five places, and a phrase has at most two gaps. */
  #match(
    steps: readonly Step[],
    from: number,
    tokens: readonly Token[],
    at: number,
  ): number {
    let place = at;
    for (let step = from; step < steps.length; step += 1) {
      const wanted = steps[step];
      if ('gap' in wanted) {
        for (let skipped = 0; skipped <= GAP; skipped += 1) {
          const end = this.#match(steps, step + 1, tokens, place + skipped);
          if (end >= 0) return end;
        }
        return -1;
      }
      this.comparisons += 1;
      const token = tokens[place];
      if (!token || token.sentence !== tokens[at].sentence) return -1;
      const fits =
        'word' in wanted
          ? token.text === wanted.word
          : token.text.startsWith(wanted.prefix);
      if (!fits) return -1;
      place += 1;
    }
    return place - 1;
  }
}

function stepsOf(phrase: string): Step[] {
  return phrase
    .trim()
    .split(/\s+/)
    .flatMap<Step>(part => {
      if (part === '~') return [{ gap: true }];
      if (part.startsWith('<')) return [{ word: part }];
      const words = tokenise(part.replace(/\*$/, '')).map(({ text }) => text);
      return words.map((word, index) =>
        part.endsWith('*') && index === words.length - 1
          ? { prefix: fold(word) }
          : { word },
      );
    });
}
