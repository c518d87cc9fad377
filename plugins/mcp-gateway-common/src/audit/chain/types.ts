/**
 * SHA-256 over the UTF-8 bytes of a text, as 64 lower-case hex digits. Handed in: browsers and Node have different ones.
 *
 * Node: `text => createHash('sha256').update(text, 'utf8').digest('hex')`.
 */
export type Sha256 = (text: string) => string;

/** Where an event stands in its writer's chain, before its hash is known. */
export interface ChainPlace {
  /** The writer: one life of one gateway replica. */
  writer: string;
  /** Counts from 1, without holes. */
  seq: number;
  /** The hash of the event before; {@link FIRST_PREV} for the first one. */
  prev: string;
}

/** One event as it stands in a spool, in an export and in the table. */
export interface ChainLine extends ChainPlace {
  hash: string;
  /** The event as `JSON.stringify` wrote it, character for character: the hash is about this text. */
  event: string;
}

/** The `prev` of a writer's first event. */
export const FIRST_PREV = '0'.repeat(64);

/** The longest text of an event, in UTF-16 units. What is larger must be shortened before it is recorded. */
export const MAX_EVENT_LENGTH = 4 * 1024 * 1024;

/** The longest line: the longest event and what stands around it. */
export const MAX_LINE_LENGTH = MAX_EVENT_LENGTH + 1024;

const WRITER = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const HASH = /^[0-9a-f]{64}$/;

/** Whether a text can be the id of a writer: 1 to 128 letters, digits and `. _ : -`, beginning with a letter or digit. */
export function isWriterId(text: string): boolean {
  return WRITER.test(text);
}

/** Whether a text is a hash: 64 lower-case hex digits. */
export function isHash(text: string): boolean {
  return HASH.test(text);
}

/** Whether a number can be a place in a chain. */
export function isSeq(seq: number): boolean {
  return Number.isSafeInteger(seq) && seq > 0;
}
