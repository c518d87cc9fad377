import type { RuntimeLimits } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Overuse } from './Overuse';
import type { Reading } from './Reading';

/** Cores are bounded on average: over so many seconds. */
export const CPU_WINDOW_SECONDS = 10;
/** A start, or a burst, may take more: what a runtime has above its average before it counts. */
const CPU_ALLOWANCE_SECONDS = 5;

/** Which bound a runtime is over, if any. Pure. */
export function findOveruse(options: {
  reading: Reading;
  /** Processor seconds in the last window. */
  recentCpuSeconds: number;
  limits: Required<RuntimeLimits>;
  /** Bounds that the kernel keeps by refusing: nothing to be ended for. */
  hard: ReadonlySet<Overuse>;
}): Overuse | undefined {
  const { reading, recentCpuSeconds, limits, hard } = options;
  if (reading.outOfMemory > 0) return 'memory';
  if (!hard.has('memory') && reading.memoryBytes > limits.memoryBytes) {
    return 'memory';
  }
  if (!hard.has('pids') && reading.pids > limits.pids) return 'pids';
  if (reading.mountBytes > limits.diskBytes) return 'disk';
  const cpuSeconds = limits.cpu * CPU_WINDOW_SECONDS + CPU_ALLOWANCE_SECONDS;
  if (!hard.has('cpu') && recentCpuSeconds > cpuSeconds) return 'cpu';
  return undefined;
}
