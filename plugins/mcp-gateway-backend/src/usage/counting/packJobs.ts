import type { CountJob } from './TokenWorker';
import { HEAD_BYTES } from './headOf';

/** Of each job: how long its request's head is, how large the request is, and both of its answer. */
const NUMBERS = 4;

/** Jobs as a thread is given them: few objects and one piece of memory, however many they are. */
export interface PackedJobs {
  ids: string[];
  /** The heads, one behind the other. */
  heads: Uint8Array<ArrayBuffer>;
  numbers: Float64Array<ArrayBuffer>;
}

/** Copies how messages begin into one piece of memory, which can be handed over: handing over each would cost more than copying all. */
export function packJobs(jobs: readonly CountJob[]): PackedJobs {
  const messages = jobs.flatMap(({ request, response }) => [request, response]);
  const heads = messages.map(({ head }) => head.map(bytesOf));
  const lengths = heads.map(parts =>
    Math.min(
      parts.reduce((sum, part) => sum + part.length, 0),
      HEAD_BYTES,
    ),
  );
  const packed = new Uint8Array(lengths.reduce((sum, one) => sum + one, 0));
  const numbers = new Float64Array(jobs.length * NUMBERS);
  let at = 0;
  messages.forEach(({ bytes }, i) => {
    const end = at + lengths[i];
    numbers[2 * i] = lengths[i];
    numbers[2 * i + 1] = bytes;
    for (const part of heads[i]) {
      const taken = part.subarray(0, end - at);
      packed.set(taken, at);
      at += taken.length;
    }
  });
  return { ids: jobs.map(({ id }) => id), heads: packed, numbers };
}

function bytesOf(chunk: Uint8Array | string): Uint8Array {
  return typeof chunk === 'string'
    ? Buffer.from(chunk.slice(0, HEAD_BYTES))
    : chunk;
}
