import {
  parseMount,
  type PermissionProfile,
  type RuntimeLimits,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

const MOST = {
  memoryBytes: 1024 ** 3,
  pids: 64,
  cpu: 1,
  diskBytes: 64 * 1024 ** 2,
} as const satisfies RuntimeLimits;

/**
 * What a candidate may reach while it is tried: nothing of what it asks for. Where it wants folders of the machine it finds others,
 * which are for its probes alone; the hosts that were named for this probe are all the network it has.
 *
 * @throws InputError where a mount cannot be read.
 */
export function probeProfile(options: {
  wanted: PermissionProfile;
  /** By https. */
  hosts?: readonly string[];
}): PermissionProfile {
  const { wanted, hosts = [] } = options;
  const mounts = [...(wanted.read ?? []), ...(wanted.write ?? [])];
  const { limits, env } = wanted.sallyport ?? {};
  return {
    read: [],
    write: mounts.map(
      // Folders that the driver keeps for probes of this server: nothing of the machine.
      (mount, index) => `volume://probe-${index}:${parseMount(mount).inside}`,
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
        diskBytes: Math.min(limits?.diskBytes ?? Infinity, MOST.diskBytes),
      },
      ...(env && { env }),
    },
  };
}
