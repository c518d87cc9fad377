import { randomFillSync } from 'crypto';

const RANDOM_BYTES = 6;
const BYTES = RANDOM_BYTES + 4;
/** Drawn many at a time: asking the system for each id costs more than the id. */
const pool = Buffer.alloc(BYTES * 512);
/** The bits of rand_a and of the head of rand_b, up to the next hyphen. */
const MAX_SEQUENCE = 2 ** 26 - 1;
let next = pool.length;
let lastMs = 0;
let time = '';
let sequence = 0;

/**
 * An id for a call, a UUID v7: ids of later calls are greater, also within a millisecond (RFC 9562 §5.7, and §6.2 for the
 * counter). Put together from its parts, since every call waits for one.
 */
export function newCallId(): string {
  if (next >= pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  const now = Date.now();
  if (now > lastMs || sequence === MAX_SEQUENCE) {
    lastMs = Math.max(now, lastMs + 1);
    const hex = lastMs.toString(16).padStart(12, '0');
    time = `${hex.slice(0, 8)}-${hex.slice(8)}`;
    // 22 bits of 26: there is room to count on.
    sequence = pool.readUInt32LE(next + RANDOM_BYTES) >>> 10;
  } else {
    sequence += 1;
  }
  const random = pool.toString('hex', next, next + RANDOM_BYTES);
  next += BYTES;
  const versionAndHigh = (0x7000 | (sequence >>> 14)).toString(16);
  const variantAndLow = (0x8000 | (sequence & 0x3fff)).toString(16);
  return `${time}-${versionAndHigh}-${variantAndLow}-${random}`;
}
