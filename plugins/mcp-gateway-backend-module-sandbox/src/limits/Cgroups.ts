/** Which bounds the kernel keeps by control groups. */
export type CgroupBound = 'memory' | 'pids' | 'cpu';

/** The bounds of one group. */
export interface GroupLimits {
  readonly memoryBytes: number;
  readonly pids: number;
  /** Cores. */
  readonly cpu: number;
}

/** What a group uses. A field that the machine does not count is absent. */
export interface GroupUsage {
  readonly memoryBytes?: number;
  readonly pids?: number;
  readonly cpuSeconds?: number;
  /** How often something of the group was ended because its memory was full. */
  readonly outOfMemory: number;
}

/** One control group. */
export interface Cgroup {
  add(pid: number): void;
  usage(): GroupUsage;
  /** Removes it, when nothing is in it any more. */
  remove(): void;
}

/** The control groups that this process may make. */
export interface Cgroups {
  readonly bounds: ReadonlySet<CgroupBound>;
  /** Where a group of that name is, or will be. */
  folders(name: string): string[];
  /** @throws Error where the kernel refuses; then there is none. */
  create(name: string, limits: GroupLimits): Cgroup;
}
