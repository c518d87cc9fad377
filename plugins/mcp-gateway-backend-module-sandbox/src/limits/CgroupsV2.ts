import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Cgroup, CgroupBound, Cgroups, GroupLimits } from './Cgroups';
import { readNumber } from './readNumber';

const PERIOD_MICROSECONDS = 100_000;
const CONTROLLERS = ['memory', 'pids', 'cpu'] as const;
/** Where this process itself goes: the kernel gives limits to groups only below one without processes of its own. */
const OWN_GROUP = 'sallyport-gateway';

/** Control groups of the second version, below a group that was delegated to this process (systemd: `Delegate=yes`). */
export class CgroupsV2 implements Cgroups {
  /**
   * @param base the group of this process.
   * @throws Error where it is not delegated or has not all three controllers; then nothing has changed.
   */
  static create(base: string): CgroupsV2 {
    const has = readFileSync(join(base, 'cgroup.controllers'), 'latin1').split(
      /\s+/,
    );
    const missing = CONTROLLERS.filter(name => !has.includes(name));
    if (missing.length > 0)
      throw new Error(`No ${missing.join(', ')} in ${base}`);
    const own = join(base, OWN_GROUP);
    if (!existsSync(own)) mkdirSync(own);
    const processes = readFileSync(join(base, 'cgroup.procs'), 'latin1');
    for (const pid of processes.split('\n').filter(Boolean)) {
      writeFileSync(join(own, 'cgroup.procs'), pid);
    }
    writeFileSync(
      join(base, 'cgroup.subtree_control'),
      CONTROLLERS.map(name => `+${name}`).join(' '),
    );
    return new CgroupsV2(base);
  }

  readonly bounds: ReadonlySet<CgroupBound> = new Set(CONTROLLERS);
  readonly #base: string;

  private constructor(base: string) {
    this.#base = base;
  }

  folders(name: string): string[] {
    return [join(this.#base, name)];
  }

  create(name: string, limits: GroupLimits): Cgroup {
    const folder = join(this.#base, name);
    const remove = () => {
      if (existsSync(folder)) rmdirSync(folder);
    };
    const set = (file: string, value: string | number) =>
      writeFileSync(join(folder, file), `${value}`);
    mkdirSync(folder);
    try {
      set('memory.max', limits.memoryBytes);
      if (existsSync(join(folder, 'memory.swap.max')))
        set('memory.swap.max', 0);
      set('pids.max', limits.pids);
      set(
        'cpu.max',
        `${Math.ceil(limits.cpu * PERIOD_MICROSECONDS)} ${PERIOD_MICROSECONDS}`,
      );
    } catch (error) {
      remove();
      throw error;
    }
    return {
      add: pid => set('cgroup.procs', pid),
      usage: () => {
        const read = (file: string, key?: string) =>
          readNumber(join(folder, file), key);
        const total = read('memory.current');
        const cache = read('memory.stat', 'inactive_file') ?? 0;
        const microseconds = read('cpu.stat', 'usage_usec');
        return {
          memoryBytes:
            total === undefined ? undefined : Math.max(0, total - cache),
          pids: read('pids.current'),
          cpuSeconds:
            microseconds === undefined ? undefined : microseconds / 1e6,
          outOfMemory: read('memory.events', 'oom_kill') ?? 0,
        };
      },
      remove,
    };
  }
}
