import { hasReason, hiddenKind } from '../text/hiddenCharacters';

/** A part of a text that a rule is about. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly note?: string;
  /** Where it is less than the rule's. */
  readonly level?: 'warning';
}

/** Characters that nobody sees and no script needs where they stand. */
export function hiddenCharacters(text: string): Span | undefined {
  const points = Array.from(text, character => character.codePointAt(0) ?? 0);
  let offset = 0;
  for (let at = 0; at < points.length; at += 1) {
    const kind = hiddenKind(points[at]);
    const isLoneSurrogate = points[at] >= 0xd800 && points[at] <= 0xdfff;
    const isMarkAtStart = points[at] === 0xfeff && at === 0;
    if (isLoneSurrogate || (kind && !isMarkAtStart && !hasReason(points, at))) {
      return {
        start: offset,
        end: offset + 2,
        note: kind ?? 'half characters',
      };
    }
    offset += points[at] > 0xffff ? 2 : 1;
  }
  return undefined;
}

const BLANKS = 120;
const LINES = 12;

/** So much white space that what follows is out of sight. */
export function longBlanks(text: string): Span | undefined {
  let start = -1;
  let lines = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (/\s/.test(text[at])) {
      if (start < 0) [start, lines] = [at, 0];
      if (text[at] === '\n') lines += 1;
    } else {
      if (start >= 0 && (at - start > BLANKS || lines > LINES)) {
        return { start: at, end: at + 120 };
      }
      start = -1;
    }
  }
  return undefined;
}

/** Marks that divide system, user and assistant in chat formats, or hide a block from people. */
const MARKS = [
  '<important>',
  '<system>',
  '<secret>',
  '<hidden>',
  '<instructions',
  '<system_prompt',
  '<assistant>',
  '</tool_description>',
  '[system]',
  '[inst]',
  '[/inst]',
  '<<sys>>',
  '<|im_start|>',
  '<|im_end|>',
  '<|system|>',
  '<|endoftext|>',
  '### instruction',
  '### response',
  '### system',
  '```system',
  '"role": "system"',
  '"role":"system"',
  'end of tool list',
  'system notice:',
  'begin system',
  '[begin ',
  '[operator',
  '[admin',
  '[developer',
  'operator message',
  'system directive',
  '%%%',
];
const LONGEST_HARMLESS_COMMENT = 4;

/** Marks of chat formats, turns of a made-up dialogue, comments that only a model reads. */
export function conversationMarks(text: string): Span | undefined {
  const lower = text.toLowerCase();
  for (const mark of MARKS) {
    const start = lower.indexOf(mark);
    if (start >= 0) return { start, end: start + mark.length + 80 };
  }
  const turn = lower.search(/(?:^|\n)(?:human|user): /);
  if (turn >= 0 && /\nassistant: /.test(lower.slice(turn))) {
    return { start: turn, end: turn + 120 };
  }
  const comment = lower.indexOf('<!--');
  const end = lower.indexOf('-->', comment);
  const words = lower
    .slice(comment + 4, end)
    .trim()
    .split(/\s+/);
  return comment >= 0 && end > 0 && words.length > LONGEST_HARMLESS_COMMENT
    ? { start: comment, end }
    : undefined;
}

/** A Markdown image whose address has a place to fill in, or ends where data would follow. */
export function filledImages(text: string): Span | undefined {
  let start = text.indexOf('![');
  while (start >= 0) {
    const from = text.indexOf('](', start);
    const end = text.indexOf(')', from);
    if (from < 0 || end < 0) return undefined;
    const address = text.slice(from + 2, Math.min(end, from + 2_000));
    if (/^https?:/i.test(address) && /[{<$[]|=$/.test(address)) {
      return { start, end };
    }
    start = text.indexOf('![', end);
  }
  return undefined;
}

const SHORTEST_ENCODED = 32;

/** Base64 whose content is a sentence. */
export function encodedText(text: string): Span | undefined {
  for (const { 0: run, index } of text.matchAll(/[A-Za-z0-9+/_-]+/g)) {
    if (run.length < SHORTEST_ENCODED) continue;
    const decoded = decode(run);
    if (decoded && decoded.trim().split(/\s+/).length >= 3) {
      return {
        start: index,
        end: index + run.length,
        note: `decoded: ${decoded.slice(0, 120)}`,
      };
    }
  }
  return undefined;
}

function decode(run: string): string | undefined {
  try {
    const plain = run.replaceAll('-', '+').replaceAll('_', '/');
    const decoded = atob(plain.slice(0, plain.length - (plain.length % 4)));
    return /^[\x20-\x7e\s]+$/.test(decoded) ? decoded : undefined;
  } catch {
    return undefined;
  }
}
