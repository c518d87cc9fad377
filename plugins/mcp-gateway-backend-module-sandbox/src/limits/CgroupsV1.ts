import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  Cgroup,
  CgroupBound,
  Cgroups,
  GroupLimits,
  GroupUsage,
} from './Cgroups';
import { readNumber } from './readNumber';

const PERIOD_MICROSECONDS = 100_000;

type Controller = 'memory' | 'pids' | 'cpu' | 'cpuacct';

/** Control groups of the first version: one tree for each controller. */
export class CgroupsV1 implements Cgroups {
  /** @param folders where this process may make groups, by controller. */
  static create(folders: ReadonlyMap<Controller, string>): CgroupsV1 {
    return new CgroupsV1(folders);
  }

  readonly bounds: ReadonlySet<CgroupBound>;
  readonly #folders: ReadonlyMap<Controller, string>;

  private constructor(folders: ReadonlyMap<Controller, string>) {
    this.#folders = folders;
    this.bounds = new Set(
      (['memory', 'pids', 'cpu'] as const).filter(name => folders.has(name)),
    );
  }

  folders(name: string): string[] {
    // Two controllers may share a tree.
    return [...new Set(this.#folders.values())].map(base => join(base, name));
  }

  create(name: string, limits: GroupLimits): Cgroup {
    const places = new Map(
      [...this.#folders].map(([controller, base]) => [
        controller,
        join(base, name),
      ]),
    );
    const folders = this.folders(name);
    const remove = () => folders.forEach(removeFolder);
    try {
      folders.forEach(folder => mkdirSync(folder));
      setLimits(places, limits);
    } catch (error) {
      remove();
      throw error;
    }
    return {
      add: pid => {
        for (const folder of folders) {
          writeFileSync(join(folder, 'cgroup.procs'), `${pid}`);
        }
      },
      usage: () => usageOf(places),
      remove,
    };
  }
}

function setLimits(places: Map<Controller, string>, limits: GroupLimits): void {
  const set = (controller: Controller, file: string, value: number) => {
    const folder = places.get(controller);
    if (folder) writeFileSync(join(folder, file), `${Math.ceil(value)}`);
  };
  set('memory', 'memory.limit_in_bytes', limits.memoryBytes);
  // Memory and swap together; not every kernel counts swap.
  const swap = join(places.get('memory') ?? '', 'memory.memsw.limit_in_bytes');
  if (places.has('memory') && existsSync(swap)) {
    writeFileSync(swap, `${limits.memoryBytes}`);
  }
  set('pids', 'pids.max', limits.pids);
  set('cpu', 'cpu.cfs_period_us', PERIOD_MICROSECONDS);
  set('cpu', 'cpu.cfs_quota_us', limits.cpu * PERIOD_MICROSECONDS);
}

function usageOf(places: Map<Controller, string>): GroupUsage {
  const read = (controller: Controller, file: string, key?: string) => {
    const folder = places.get(controller);
    return folder ? readNumber(join(folder, file), key) : undefined;
  };
  const total = read('memory', 'memory.usage_in_bytes');
  // What was read from files and can be dropped is nobody's use.
  const cache = read('memory', 'memory.stat', 'total_inactive_file') ?? 0;
  const nanoseconds = read('cpuacct', 'cpuacct.usage');
  return {
    memoryBytes: total === undefined ? undefined : Math.max(0, total - cache),
    pids: read('pids', 'pids.current'),
    cpuSeconds: nanoseconds === undefined ? undefined : nanoseconds / 1e9,
    outOfMemory: read('memory', 'memory.oom_control', 'oom_kill') ?? 0,
  };
}

function removeFolder(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
