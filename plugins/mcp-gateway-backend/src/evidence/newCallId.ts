import { randomFillSync } from 'crypto';
import { v7 } from 'uuid';

const BYTES = 16;
/** Drawn many at a time: asking the system for each id costs more than the id. */
const pool = Buffer.alloc(BYTES * 512);
let next = pool.length;
let lastMs = 0;
let sequence = 0;

/** An id for a call: ids of later calls are greater, also within a millisecond (RFC 9562 §6.2, a counter). */
export function newCallId(): string {
  if (next >= pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  const random = pool.subarray(next, next + BYTES);
  next += BYTES;
  const now = Math.max(Date.now(), lastMs);
  sequence = now === lastMs ? sequence + 1 : random.readUInt32LE(0) >>> 4;
  lastMs = now;
  return v7({ random, msecs: now, seq: sequence });
}
