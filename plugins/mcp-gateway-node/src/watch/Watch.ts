import type { RuntimeLimits } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { CPU_WINDOW_SECONDS, findOveruse } from './findOveruse';
import type { Overuse } from './Overuse';
import type { Reading } from './Reading';

const INTERVAL_MS = 1000;
/** More often where nothing but this keeps memory, and still more where most of that is used. */
const WATCHED_MS = 500;
const CLOSE_MS = 200;
const CLOSE = 0.5;

/**
 * Looks every second at what a sandbox uses, and says when it is too much.
 *
 * @public
 */
export class Watch {
  static start(options: {
    read(): Promise<Reading>;
    limits: Required<RuntimeLimits>;
    hard: ReadonlySet<Overuse>;
    onOveruse(bound: Overuse, reading: Reading): void;
    onError(error: Error): void;
  }): Watch {
    const watch = new Watch(options);
    watch.#schedule(watch.#interval);
    return watch;
  }

  readonly #options: Parameters<typeof Watch.start>[0];
  readonly #cpu: { at: number; seconds: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  private constructor(options: Parameters<typeof Watch.start>[0]) {
    this.#options = options;
  }

  get #interval(): number {
    return this.#options.hard.has('memory') ? INTERVAL_MS : WATCHED_MS;
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #schedule(ms: number): void {
    this.#timer = setTimeout(() => void this.#look(), ms).unref();
  }

  async #look(): Promise<void> {
    const { read, limits, hard, onOveruse, onError } = this.#options;
    let next = this.#interval;
    try {
      const began = performance.now();
      const reading = await read();
      if (this.#isOver) return;
      const recentCpuSeconds = this.#recentCpu(reading.cpuSeconds);
      const bound = findOveruse({ reading, recentCpuSeconds, limits, hard });
      if (bound) {
        this.stop();
        onOveruse(bound, reading);
        return;
      }
      const isClose = reading.memoryBytes > limits.memoryBytes * CLOSE;
      if (isClose && !hard.has('memory')) next = CLOSE_MS;
      // A large folder takes time to walk: at most a third of it goes into looking.
      next = Math.max(next, 2 * (performance.now() - began));
    } catch (error) {
      if (this.#isOver) return;
      onError(error as Error);
    }
    this.#schedule(next);
  }

  #recentCpu(seconds: number): number {
    const now = performance.now();
    this.#cpu.push({ at: now, seconds });
    while (now - this.#cpu[0].at > CPU_WINDOW_SECONDS * 1000) this.#cpu.shift();
    return seconds - this.#cpu[0].seconds;
  }
}
