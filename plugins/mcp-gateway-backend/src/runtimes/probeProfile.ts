import type {
  PermissionProfile,
  RuntimeLimits,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

const MOST: Required<Pick<RuntimeLimits, 'memoryBytes' | 'pids' | 'cpu'>> = {
  memoryBytes: 1024 ** 3,
  pids: 64,
  cpu: 1,
};

/**
 * What a candidate may reach while it is tried: nothing of what it asks for. Where it wants folders it finds empty ones, and
 * the hosts that were named for this probe are all the network it has.
 */
export function probeProfile(options: {
  wanted: PermissionProfile;
  /** By https. */
  hosts?: readonly string[];
  /** An empty folder for each path that it wants. */
  emptyFolder: (index: number) => string;
}): PermissionProfile {
  const { wanted, hosts = [], emptyFolder } = options;
  const mounts = [...(wanted.read ?? []), ...(wanted.write ?? [])];
  const { limits, env } = wanted.sallyport ?? {};
  return {
    read: [],
    write: mounts.map(
      (mount, index) => `${emptyFolder(index)}:${insideOf(mount)}`,
    ),
    network:
      hosts.length > 0
        ? { outbound: { allow_host: [...hosts], allow_port: [443] } }
        : { mode: 'none' },
    sallyport: {
      limits: {
        ...limits,
        memoryBytes: Math.min(
          limits?.memoryBytes ?? Infinity,
          MOST.memoryBytes,
        ),
        pids: Math.min(limits?.pids ?? Infinity, MOST.pids),
        cpu: Math.min(limits?.cpu ?? Infinity, MOST.cpu),
      },
      ...(env && { env }),
    },
  };
}

/** `path on the machine:path inside`, or one for both. */
export function insideOf(mount: string): string {
  return mount.slice(mount.lastIndexOf(':') + 1);
}
