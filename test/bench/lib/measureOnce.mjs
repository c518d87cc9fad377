import { openCallers } from './callers.mjs';
import { arrivals, percentiles, saturate } from './load.mjs';
import { usageOf } from './processes.mjs';
import { restOf } from './restOf.mjs';

/**
 * One target, one scenario, once: what it can do at most, then how long calls take that arrive at a given rate. With `rests` what the
 * highest load left behind (events on their way into a database, tokens to be counted) is worked off before.
 * @returns `{throughput, p50, p90, p99, max, errors, cpu, memory}`: calls/s, ms, CPU ms per call, resident bytes
 */
export async function measureOnce({
  target,
  scenario,
  seconds,
  rate,
  rests = false,
}) {
  const { count, era, mix } = scenario;
  const callers = await openCallers(target, { count, era });
  try {
    // While the others were measured it stood idle: its code, heap and pages come back first.
    await saturate(callers, { seconds: Math.max(1, seconds / 4), mix });
    const before = usageOf(target.pids);
    const most = await saturate(callers, { seconds, mix });
    const after = usageOf(target.pids);
    const calls = Math.max(1, most.throughput * seconds);
    const calm = { rate: rate ?? Math.max(20, most.throughput * 0.4), mix };
    if (rests) {
      await restOf(target.pids);
      await arrivals(callers, { ...calm, seconds: 1 });
    }
    const open = await arrivals(callers, { ...calm, seconds });
    return {
      throughput: most.throughput,
      ...percentiles(open.latencies),
      arrivals: open.latencies.length,
      errors: most.errors + open.errors,
      cpu: ((after.cpu - before.cpu) * 1000) / calls,
      memory: after.memory,
    };
  } finally {
    await callers.close();
  }
}
