import { hiddenKind } from './hiddenCharacters';

/** A word of a text, folded, and where it stands. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Counts sentences. */
  readonly sentence: number;
}

/** What addresses become: rules ask whether there is one, not which. */
export const URL_TOKEN = '<url>';
/** See {@link URL_TOKEN}. */
export const MAIL_TOKEN = '<mail>';

const LETTER = /[\p{L}\p{N}\p{M}]/u;
/** Scripts without spaces between words: each character is a token, and phrases are sequences of them. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]/u;
const SENTENCE_END = /[.!?;\n。！？；]/u;
const SPACE = /\s/u;

/** Lower case, compatibility forms resolved, accents and hidden characters dropped. */
export function fold(text: string): string {
  return Array.from(text.normalize('NFKD'))
    .filter(
      character =>
        !hiddenKind(character.codePointAt(0) ?? 0) && !/\p{M}/u.test(character),
    )
    .join('')
    .toLowerCase();
}

const isAddress = (word: string) =>
  /^(?:https?|wss?|ftp):\/\/\S/i.test(word) ||
  /^\\\\\S/.test(word) ||
  /^\d{1,3}(?:\.\d{1,3}){3}/.test(word);

const isMail = (word: string) => {
  const at = word.indexOf('@');
  return at > 0 && word.indexOf('.', at) > at + 1;
};

/** Cuts a text into folded words. Every character is looked at a fixed number of times. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let sentence = 0;
  for (const { word, start } of splitAtSpaces(text)) {
    if (word === '\n') {
      sentence += 1;
      continue;
    }
    const bare = word.replace(/^[("'<`[{]{1,4}/, '');
    const kind =
      (isAddress(bare) && URL_TOKEN) || (isMail(bare) && MAIL_TOKEN) || '';
    if (kind) {
      tokens.push({ text: kind, start, end: start + word.length, sentence });
    } else {
      sentence = tokeniseWord(word, start, sentence, tokens);
    }
    const last = word.replace(/["'»”’)\]`*_]{1,4}$/, '').slice(-1);
    if (SENTENCE_END.test(last) && !UNSPACED.test(last)) sentence += 1;
  }
  return tokens;
}

/** Words between white space; an empty line is a word of its own. */
function splitAtSpaces(text: string) {
  const words: { word: string; start: number }[] = [];
  let start = -1;
  let newlines = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const isSpace = at === text.length || SPACE.test(text[at]);
    if (isSpace && start >= 0) {
      words.push({ word: text.slice(start, at), start });
      start = -1;
      newlines = 0;
    }
    if (isSpace && text[at] === '\n') {
      newlines += 1;
      if (newlines === 2) words.push({ word: '\n', start: at });
    }
    if (!isSpace && start < 0) start = at;
  }
  return words;
}

/** `~/.ssh/id_rsa` is `.ssh`, `id`, `rsa`: a dot before a letter belongs to hidden files. */
function tokeniseWord(
  word: string,
  offset: number,
  first: number,
  tokens: Token[],
): number {
  let sentence = first;
  let token = '';
  let start = 0;
  const finish = (end: number) => {
    const folded = fold(token);
    if (folded && folded !== '.') {
      tokens.push({
        text: folded,
        start: offset + start,
        end: offset + end,
        sentence,
      });
    }
    token = '';
  };
  let at = 0;
  for (const character of word) {
    if (UNSPACED.test(character)) {
      finish(at);
      start = at;
      token = character;
      finish(at + character.length);
    } else if (LETTER.test(character)) {
      if (!token) start = at;
      token += character;
    } else if (hiddenKind(character.codePointAt(0) ?? 0)) {
      // Invisible inside of a word: the word goes on, as a model reads it.
    } else {
      finish(at);
      if (character === '.') {
        start = at;
        token = '.';
      }
      if (SENTENCE_END.test(character) && character > '\u3000') sentence += 1;
    }
    if (token.length > 1 && token.startsWith('.') && start > 0) {
      // `file.env` is not a hidden file, `/.env` and `~/.env` are.
      if (LETTER.test(word[start - 1])) token = token.slice(1);
    }
    at += character.length;
  }
  finish(at);
  return sentence;
}
