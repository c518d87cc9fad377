import { openCallers } from './callers.mjs';
import { arrivals, percentiles, saturate } from './load.mjs';
import { usageOf } from './processes.mjs';

/**
 * One target, one scenario, once: what it can do at most, then how long calls take that arrive at a given rate.
 * @returns `{throughput, p50, p90, p99, max, errors, cpu, memory}`: calls/s, ms, CPU ms per call, resident bytes
 */
export async function measureOnce({ target, scenario, seconds, rate }) {
  const { count, era, mix } = scenario;
  const callers = await openCallers(target, { count, era });
  try {
    // While the others were measured it stood idle: its code, heap and pages come back first.
    await saturate(callers, { seconds: Math.max(1, seconds / 4), mix });
    const before = usageOf(target.pids);
    const most = await saturate(callers, { seconds, mix });
    const after = usageOf(target.pids);
    const calls = Math.max(1, most.throughput * seconds);
    const open = await arrivals(callers, {
      ...{ seconds, mix },
      rate: rate ?? Math.max(20, most.throughput * 0.4),
    });
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
