import { InputError } from '@backstage/errors';
import { hashText } from './hashText';
import type { ChainLine, ChainPlace, Sha256 } from './types';

/** An event that got its place: the line to write (without the line break) and the hash that the next one needs. */
export interface FormattedLine {
  line: string;
  hash: string;
}

/**
 * Gives an event its hash and its line.
 *
 * @param event - What `JSON.stringify` made of the event's object. Anything else is a line that {@link parseLine} refuses;
 * that is not checked here, since this is on the path of each call.
 * @throws InputError where the place is none, or the event is no object or too large.
 */
export function formatLine(
  place: ChainPlace,
  event: string,
  sha256: Sha256,
): FormattedLine {
  if (!event.startsWith('{') || !event.endsWith('}') || event.includes('\n')) {
    throw new InputError('An event is the text of one JSON object on one line');
  }
  const hash = sha256(hashText(place, event));
  const { writer, seq, prev } = place;
  return { hash, line: joinLine({ writer, seq, prev, hash, event }) };
}

/** The line of an event whose hash is known, as when it comes out of the table. */
export function joinLine(line: ChainLine): string {
  return `{"writer":"${line.writer}","seq":${line.seq},"prev":"${line.prev}","hash":"${line.hash}","event":${line.event}}`;
}
