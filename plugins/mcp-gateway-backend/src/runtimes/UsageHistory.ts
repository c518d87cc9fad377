import type { RuntimeUsage } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { MeasuredUsage } from './readUsage';

/** Measured every ten seconds, these are the last five minutes. */
const MAX_MEASUREMENTS = 30;

/** What was measured of one runtime, and how busy it was in between. */
export class UsageHistory {
  #history: MeasuredUsage['history'] = [];
  #usage: MeasuredUsage['usage'] | undefined;
  #last: { cpuSeconds: number; at: number } | undefined;

  /** Takes a measurement. */
  add(measured: RuntimeUsage, at: number): void {
    const { memoryBytes, cpuSeconds, pids, diskBytes } = measured;
    const seconds = this.#last && (at - this.#last.at) / 1000;
    const spent = this.#last && cpuSeconds - this.#last.cpuSeconds;
    // Less than before: processes have ended that took what they had used with them.
    const cores =
      seconds !== undefined && seconds > 0 && spent !== undefined
        ? Math.max(0, Math.round((spent / seconds) * 1000) / 1000)
        : undefined;
    const when = new Date(at).toISOString();
    const busy = cores !== undefined && { cores };
    this.#last = { cpuSeconds, at };
    this.#usage = {
      at: when,
      ...{ memoryBytes, cpuSeconds, pids, diskBytes },
      ...busy,
    };
    this.#history = [
      ...this.#history,
      { at: when, memoryBytes, ...busy },
    ].slice(-MAX_MEASUREMENTS);
  }

  /** For the column `usage`; `null` where nothing was measured yet. */
  toText(): string | null {
    return this.#usage
      ? JSON.stringify({ ...this.#usage, history: this.#history })
      : null;
  }
}
