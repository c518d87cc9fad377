import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** Distinct arguments: nothing on the way can answer from what it remembers. */
let serial = 0;
const nextCall = ({ mix }) => {
  serial += 1;
  const kind = mix[serial % mix.length];
  return { ...kind, text: `message ${serial}` };
};

/** Numbers from 0 to 1 that depend on the seed alone: the same arrivals for every target. */
function randomFrom(seed) {
  let count = 0;
  return () => {
    count += 1;
    const digest = hash('sha256', `${seed}:${count}`, 'buffer');
    return digest.readUInt32LE(0) / 2 ** 32;
  };
}

/** Every caller calls again as soon as it has its answer: what the target can do at most. */
export async function saturate(callers, { seconds, mix }) {
  const end = performance.now() + seconds * 1000;
  let done = 0;
  let errors = 0;
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: callers.count }, async (_, index) => {
      while (performance.now() < end) {
        const good = await callers
          .call(index, nextCall({ mix }))
          .catch(() => false);
        if (good) done += 1;
        else {
          errors += 1;
          // A target that refuses at once would otherwise be measured by its refusals.
          await sleep(1);
        }
      }
    }),
  );
  const elapsed = (performance.now() - begin) / 1000;
  return { throughput: done / elapsed, errors };
}

/**
 * Calls arrive when they arrive (Poisson), whether or not earlier ones are answered: a call that finds every caller busy
 * waits, and its waiting counts.
 */
export async function arrivals(callers, { seconds, rate, mix, seed = 1 }) {
  const random = randomFrom(seed);
  const idle = Array.from({ length: callers.count }, (_, index) => index);
  const queue = [];
  const latencies = [];
  let errors = 0;
  let open = 0;
  const answered = (index, arrived, good) => {
    latencies.push(performance.now() - arrived);
    if (!good) errors += 1;
    open -= 1;
    idle.push(index);
  };
  const startOne = async () => {
    const index = idle.pop();
    const { arrived, call } = queue.shift();
    open += 1;
    const good = await callers.call(index, call).catch(() => false);
    answered(index, arrived, good);
  };
  const take = () => {
    while (queue.length > 0 && idle.length > 0) void startOne().then(take);
  };
  const begin = performance.now();
  const end = begin + seconds * 1000;
  let due = begin;
  while (due < end) {
    const now = performance.now();
    // The generator's own timer is late by up to a millisecond: that is not the target's doing.
    for (
      ;
      due <= now && due < end;
      due += (-Math.log(1 - random()) * 1000) / rate
    )
      queue.push({ arrived: now, call: nextCall({ mix }) });
    take();
    await sleep(Math.max(0, Math.min(due, end) - performance.now()));
  }
  const limit = performance.now() + 10_000;
  while ((open > 0 || queue.length > 0) && performance.now() < limit)
    await sleep(5);
  // Whoever never got an answer waited until now.
  for (const { arrived } of queue) latencies.push(performance.now() - arrived);
  return { latencies, errors: errors + queue.length + open };
}

/** `{p50, p90, p99, max}` in milliseconds. */
export function percentiles(latencies) {
  const sorted = Float64Array.from(latencies).sort();
  const at = share =>
    sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: sorted.at(-1) };
}

/** The middle one. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
