import { closeSync, constants, openSync, statfsSync } from 'node:fs';
import {
  type ResolvedMount,
  folderBytes,
  type Reading,
  unlinkedBytes,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Cgroup, GroupUsage } from '../limits/Cgroups';
import { ProcessTable, type ProcessEntry } from '../limits/ProcessTable';
import { INSIDE } from '../plan/inside';
import { proportionalBytes } from './proportionalBytes';

/** Linux's O_PATH: a place, and nothing that can be read. */
const PLACE = 0o10000000 | constants.O_DIRECTORY;

/** Measures everything that one sandbox uses. */
export class Meter {
  /**
   * @param pid the machine's number of the sandbox's process 1.
   * @param serverPid any process inside, by which its files are found.
   */
  static async create(options: {
    pid: number;
    serverPid: number;
    cgroup?: Cgroup;
    mounts: readonly ResolvedMount[];
    limits: { memoryBytes: number; diskBytes: number };
  }): Promise<Meter> {
    const writable = options.mounts.filter(({ isWritable }) => isWritable);
    const already = new Map<string, number>();
    for (const { source, isVolume } of writable) {
      // What was in a shared folder before is not this server's.
      if (!isVolume) already.set(source, await folderBytes(source, Infinity));
    }
    return new Meter(options, writable, already);
  }

  readonly #options: Parameters<typeof Meter.create>[0];
  readonly #writable: readonly ResolvedMount[];
  readonly #already: ReadonlyMap<string, number>;
  readonly #memoryFolders: readonly number[];

  private constructor(
    options: Parameters<typeof Meter.create>[0],
    writable: readonly ResolvedMount[],
    already: ReadonlyMap<string, number>,
  ) {
    this.#options = options;
    this.#writable = writable;
    this.#already = already;
    this.#memoryFolders = [INSIDE.tmp, INSIDE.sharedMemory].map(path =>
      openSync(`/proc/${options.serverPid}/root${path}`, PLACE),
    );
  }

  /** What it uses now. */
  async read(): Promise<Reading> {
    const { pid, cgroup, limits } = this.#options;
    const group: GroupUsage = cgroup?.usage() ?? { outOfMemory: 0 };
    // Process 1 is bubblewrap's own.
    const tree = ProcessTable.tree(pid).filter(entry => entry.pid !== pid);
    const memoryFiles = this.#memoryFileBytes();
    const mountBytes = await this.#mountBytes(tree, limits.diskBytes);
    return {
      memoryBytes:
        group.memoryBytes ??
        memoryFiles + (await memoryOf(tree, limits.memoryBytes - memoryFiles)),
      cpuSeconds: group.cpuSeconds ?? sum(tree, entry => entry.cpuSeconds),
      pids: group.pids ?? sum(tree, entry => entry.threads),
      diskBytes: memoryFiles + mountBytes,
      mountBytes,
      outOfMemory: group.outOfMemory,
    };
  }

  /** Lets go of what it holds. */
  close(): void {
    this.#memoryFolders.forEach(descriptor => closeSync(descriptor));
  }

  #memoryFileBytes(): number {
    return this.#memoryFolders
      .map(descriptor => statfsSync(`/proc/self/fd/${descriptor}`))
      .reduce(
        (all, { blocks, bfree, bsize }) => all + (blocks - bfree) * bsize,
        0,
      );
  }

  async #mountBytes(tree: ProcessEntry[], stopAt: number): Promise<number> {
    if (this.#writable.length === 0) return 0;
    let total = await unlinkedBytes(
      tree.map(({ pid }) => pid),
      new Set(this.#writable.map(({ device }) => device)),
    );
    for (const { source } of this.#writable) {
      const before = this.#already.get(source) ?? 0;
      const now = await folderBytes(source, before + stopAt);
      total += Math.max(0, now - before);
    }
    return total;
  }
}

/** Resident memory counts what processes share once for each: only where that is too much it is worth the exact look. */
async function memoryOf(tree: ProcessEntry[], enough: number): Promise<number> {
  const resident = sum(tree, entry => entry.residentBytes);
  return resident <= enough ? resident : proportionalBytes(tree);
}

function sum(
  tree: ProcessEntry[],
  of: (entry: ProcessEntry) => number,
): number {
  return tree.reduce((total, entry) => total + of(entry), 0);
}
