import { randomFillSync } from 'crypto';
import { v7 } from 'uuid';

const BYTES = 16;
/** Drawn many at a time: asking the system for each id costs more than the id. */
const pool = Buffer.alloc(BYTES * 512);
const random = Buffer.alloc(BYTES);
const bytes = Buffer.alloc(BYTES);
let next = pool.length;
let lastMs = 0;
let sequence = 0;

/** Of each byte, where its two digits stand. */
const PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const DIGITS = Buffer.from('0123456789abcdef');
const text = Buffer.alloc(36, '-');

/** An id for a call: ids of later calls are greater, also within a millisecond (RFC 9562 §6.2, a counter). */
export function newCallId(): string {
  if (next >= pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  pool.copy(random, 0, next, next + BYTES);
  next += BYTES;
  const now = Math.max(Date.now(), lastMs);
  sequence = now === lastMs ? sequence + 1 : random.readUInt32LE(0) >>> 4;
  lastMs = now;
  v7({ random, msecs: now, seq: sequence }, bytes);
  // Each call has several ids: put together from pieces of text, each would leave a kilobyte behind.
  for (let i = 0; i < BYTES; i += 1) {
    text[PLACES[i]] = DIGITS[Math.floor(bytes[i] / 16)];
    text[PLACES[i] + 1] = DIGITS[bytes[i] % 16];
  }
  return text.toString('latin1');
}
