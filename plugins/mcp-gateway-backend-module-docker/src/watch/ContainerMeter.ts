import {
  folderBytes,
  type Reading,
  type ResolvedMount,
  type RuntimeUsage,
  unlinkedBytes,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Engine } from '../driver/Engine';
import type { HostView } from './HostView';

/** Measures what one container uses: the engine says most of it, folders are walked. */
export class ContainerMeter {
  static async create(options: {
    engine: Engine;
    id: string;
    view?: HostView;
    mounts: readonly ResolvedMount[];
    diskBytes: number;
  }): Promise<ContainerMeter> {
    const writable = options.mounts.filter(({ isWritable }) => isWritable);
    const already = new Map<string, number>();
    for (const { source, isVolume } of writable) {
      // What was in a shared folder before is not this server's.
      if (!isVolume) already.set(source, await folderBytes(source, Infinity));
    }
    return new ContainerMeter(options, writable, already);
  }

  readonly #options: Parameters<typeof ContainerMeter.create>[0];
  readonly #writable: readonly ResolvedMount[];
  readonly #already: ReadonlyMap<string, number>;

  private constructor(
    options: Parameters<typeof ContainerMeter.create>[0],
    writable: readonly ResolvedMount[],
    already: ReadonlyMap<string, number>,
  ) {
    this.#options = options;
    this.#writable = writable;
    this.#already = already;
  }

  /** What the watch has to know. The kernel keeps the other bounds, which are not asked for every second. */
  async read(): Promise<Reading> {
    const mountBytes = await this.#mountBytes();
    return {
      ...{ memoryBytes: 0, cpuSeconds: 0, pids: 0 },
      diskBytes: mountBytes,
      mountBytes,
      outOfMemory: this.#options.view?.outOfMemory() ?? 0,
    };
  }

  /** Everything, for people. */
  async usage(): Promise<RuntimeUsage> {
    const { engine, id } = this.#options;
    const [stats, mountBytes] = await Promise.all([
      engine.stats(id),
      this.#mountBytes(),
    ]);
    return { ...stats, diskBytes: mountBytes + this.#memoryFileBytes() };
  }

  #memoryFileBytes(): number {
    try {
      return this.#options.view?.memoryFileBytes() ?? 0;
    } catch {
      return 0; // It has ended.
    }
  }

  async #mountBytes(): Promise<number> {
    const { view, diskBytes } = this.#options;
    if (this.#writable.length === 0) return 0;
    const devices = new Set(this.#writable.map(({ device }) => device));
    let total = view ? await unlinkedBytes(view.pids(), devices) : 0;
    for (const { source } of this.#writable) {
      const before = this.#already.get(source) ?? 0;
      const now = await folderBytes(source, before + diskBytes);
      total += Math.max(0, now - before);
    }
    return total;
  }
}
