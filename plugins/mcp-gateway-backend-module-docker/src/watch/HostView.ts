import { readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { INSIDE } from '../plan/inside';

const GROUPS = '/sys/fs/cgroup';

/**
 * What the gateway sees of a container past its engine: where both are on one machine, and the gateway is root. It finds what no
 * engine tells: that the kernel ended a process for want of memory, and what /tmp holds.
 */
export class HostView {
  /** Undefined where it does not see the container, or that number is something else here. */
  static find(options: { pid: number; id: string }): HostView | undefined {
    const { pid, id } = options;
    try {
      const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8');
      if (pid <= 0 || !groups.includes(id)) return undefined;
      statfsSync(`/proc/${pid}/root${INSIDE.tmp}`);
      return new HostView(pid, groups);
    } catch {
      return undefined;
    }
  }

  readonly pid: number;
  readonly #groups: readonly string[];

  private constructor(pid: number, groups: string) {
    this.pid = pid;
    const lines = groups.split('\n').map(line => line.split(':'));
    this.#groups = lines.flatMap(([, controllers, ...path]) => {
      const place = path.join(':');
      if (controllers === '') return [join(GROUPS, place)];
      return controllers === 'memory' ? [join(GROUPS, 'memory', place)] : [];
    });
  }

  /** How often the kernel ended something of it for want of memory. */
  outOfMemory(): number {
    return Math.max(
      0,
      ...['memory.oom_control', 'memory.events'].map(name => {
        const found = /^oom_kill (\d+)$/m.exec(this.#read(name));
        return Number(found?.[1] ?? 0);
      }),
    );
  }

  /** Its processes, by the machine's numbers. */
  pids(): number[] {
    return this.#read('cgroup.procs').split('\n').map(Number).filter(Boolean);
  }

  /** Bytes in `/tmp` and shared memory. */
  memoryFileBytes(): number {
    return [INSIDE.tmp, '/dev/shm']
      .map(path => statfsSync(`/proc/${this.pid}/root${path}`))
      .reduce(
        (sum, { blocks, bfree, bsize }) => sum + (blocks - bfree) * bsize,
        0,
      );
  }

  #read(name: string): string {
    for (const group of this.#groups) {
      try {
        return readFileSync(join(group, name), 'utf8');
      } catch {
        // Not in this group, or the container has ended.
      }
    }
    return '';
  }
}
