import { setTimeout as sleep } from 'node:timers/promises';
import { usageOf } from './processes.mjs';

const LOOK_MS = 500;
const LONGEST_MS = 15_000;
/** Of one processor: below it, what a load left behind is worked off. */
const REST = 0.04;

/** Waits until these processes have nothing more to do, or for fifteen seconds. Returns whether they rest. */
export async function restOf(pids) {
  const end = performance.now() + LONGEST_MS;
  let quiet = 0;
  while (performance.now() < end) {
    const before = usageOf(pids).cpu;
    await sleep(LOOK_MS);
    const share = ((usageOf(pids).cpu - before) * 1000) / LOOK_MS;
    quiet = share < REST ? quiet + 1 : 0;
    // What is done every few seconds may lie between two looks.
    if (quiet === 3) return true;
  }
  return false;
}
