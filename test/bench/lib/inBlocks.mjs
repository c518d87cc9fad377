import { setTimeout as sleep } from 'node:timers/promises';
import { openCallers } from './callers.mjs';
import { arrivals, saturate } from './load.mjs';
import { usageOf } from './processes.mjs';
import { restOf } from './restOf.mjs';

/** While the others had their turns it stood idle: its code, heap and pages come back first. */
const WARM_SECONDS = 0.3;
/** What a block leaves behind (events on their way into a database) is not the next one's to bear. */
const GAP_MS = 500;

/**
 * Measures targets in many short turns, so that what else happens on a shared machine, which may be twice as fast some seconds later,
 * happens to all of them alike. Calls arrive at random at the same rate and the same moments for all; their latencies are pooled over the blocks.
 *
 * @param {object[]} targets
 * @param {object} options
 * @param {{count: number, era?: string, mix: object[]}} options.scenario
 * @param {number} options.rate calls/s
 * @param {number} options.seconds of one block
 * @param {number} options.blocks so many of each target
 * @param {number} [options.warmUpSeconds] before all of it each target is called so long as fast as it answers: what runs for the first time is interpreted
 * @param {(target: object) => ReturnType<typeof openCallers>} [options.open] opens a target's callers
 * @returns {Promise<Map<string, {latencies: number[], errors: number, cpu: number}>>} by name; `cpu`: ms per call, with what is done after it
 */
export async function inBlocks(
  targets,
  { scenario, rate, seconds, blocks, warmUpSeconds = 2, open },
) {
  const { count, era, mix } = scenario;
  const measured = new Map();
  const opened = [];
  try {
    for (const target of targets) {
      const callers = await (open?.(target) ??
        openCallers(target, { count, era }));
      opened.push({ target, callers });
      await saturate(callers, { seconds: warmUpSeconds, mix });
      await restOf(target.pids);
      measured.set(target.name, { latencies: [], errors: 0, cpu: 0 });
    }
    for (let block = 0; block < blocks; block += 1) {
      for (let turn = 0; turn < opened.length; turn += 1) {
        const { target, callers } = opened[(turn + block) % opened.length];
        const sum = measured.get(target.name);
        const calls = { rate, mix, seed: block + 1 };
        await arrivals(callers, { ...calls, seconds: WARM_SECONDS });
        const before = usageOf(target.pids).cpu;
        const { latencies, errors } = await arrivals(callers, {
          ...calls,
          seconds,
        });
        await sleep(GAP_MS);
        sum.cpu += (usageOf(target.pids).cpu - before) * 1000;
        sum.latencies.push(...latencies);
        sum.errors += errors;
      }
    }
  } finally {
    for (const { callers } of opened) await callers.close();
  }
  for (const sum of measured.values()) sum.cpu /= sum.latencies.length;
  return measured;
}
