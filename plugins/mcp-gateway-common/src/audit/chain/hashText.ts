import { InputError } from '@backstage/errors';
import {
  isHash,
  isSeq,
  isWriterId,
  MAX_EVENT_LENGTH,
  type ChainPlace,
} from './types';

const FORMULA = 'sallyport-audit-1';

/**
 * The text whose SHA-256 is an event's hash: the formula's name, the hash before, the writer, the place and the event, one per line.
 *
 * Nothing but the event, which comes last, can hold a line break: two different events never have the same text.
 *
 * @throws InputError where the place is none, or the event is larger than {@link MAX_EVENT_LENGTH}.
 */
export function hashText(place: ChainPlace, event: string): string {
  const { prev, seq, writer } = place;
  if (!isHash(prev) || !isSeq(seq) || !isWriterId(writer)) {
    throw new InputError(
      `"${writer}" #${seq} after "${prev}" is no place in a chain of events`,
    );
  }
  if (event.length > MAX_EVENT_LENGTH) {
    throw new InputError(
      `An event of ${event.length} characters is larger than the ${MAX_EVENT_LENGTH} that can be recorded`,
    );
  }
  return `${FORMULA}\n${prev}\n${writer}\n${seq}\n${event}`;
}
