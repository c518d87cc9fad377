import type { PermissionProfile } from '../permissionProfile';
import { type EgressDestination, profileEgress } from '../profileEgress';
import { profileRemark, type ProfileRemark } from './profileRemarks';

/** A permission profile as ToolHive reads it, with nothing of ours in it and nothing left to its defaults. */
export interface ToolHiveProfile {
  name?: string;
  read: string[];
  write: string[];
  network: {
    mode?: string;
    outbound: {
      insecure_allow_all: boolean;
      allow_host: string[];
      allow_port: number[];
    };
    inbound?: { allow_host: string[] };
  };
  privileged: false;
}

/** What became of a profile on its way to ToolHive. */
export interface ProfileExport {
  /** It never opens more than ours does, as far as ToolHive keeps to its own words. */
  readonly profile: ToolHiveProfile;
  /** What is lost, or means something else there. */
  readonly remarks: readonly ProfileRemark[];
}

/** Writes a profile for ToolHive, which knows hosts and ports, but no pairs, bounds, settings or secrets. */
export function exportToolHiveProfile(
  profile: PermissionProfile,
): ProfileExport {
  const { network, sallyport } = profile;
  const { everything, destinations } = profileEgress(profile);
  const outbound = pairs(destinations, baseOf(profile));
  const read = profile.read ?? [];
  const write = profile.write ?? [];
  const remarks: ProfileRemark[] = [];
  if (everything) remarks.push(profileRemark('export.everything'));
  const named = network?.outbound;
  if (named?.allow_port?.length && !named.allow_host?.length && !everything) {
    remarks.push(profileRemark('export.ports-alone'));
  }
  for (const { host, port } of outbound.lost) {
    remarks.push(
      profileRemark('export.destination', { value: `${host}:${port}` }),
    );
  }
  for (const host of outbound.hosts) {
    if (host.startsWith('.')) {
      remarks.push(profileRemark('export.below', { value: host }));
    }
  }
  for (const { host, port, via } of sallyport?.egress ?? []) {
    if (via === 'tunnel' && outbound.hosts.includes(host.toLowerCase())) {
      remarks.push(
        profileRemark('export.tunnel', { value: `${host}:${port}` }),
      );
    }
  }
  for (const text of [...read, ...write]) {
    if (text.startsWith('volume://')) {
      remarks.push(profileRemark('export.volume', { value: text }));
    }
  }
  for (const key of ['limits', 'env', 'secrets'] as const) {
    const names = Object.keys(sallyport?.[key] ?? {});
    if (names.length > 0) {
      remarks.push(profileRemark(`export.${key}`, { value: names.join(', ') }));
    }
  }
  return {
    profile: {
      ...(profile.name !== undefined && { name: profile.name }),
      read: [...read],
      write: [...write],
      network: {
        ...(network?.mode && { mode: network.mode }),
        // All of it, empty or not: what ToolHive does with a profile that leaves it out depends on its proxy.
        outbound: {
          insecure_allow_all: false,
          allow_host: outbound.hosts,
          allow_port: outbound.ports,
        },
        ...(network?.inbound?.allow_host?.length && {
          inbound: { allow_host: [...network.inbound.allow_host] },
        }),
      },
      privileged: false,
    },
    remarks,
  };
}

/** The ports of ToolHive's own lists, which have to stay what they are. */
function baseOf(profile: PermissionProfile): readonly number[] {
  const outbound = profile.network?.outbound;
  if (!outbound?.allow_host?.length) return [];
  return outbound.allow_port?.length ? outbound.allow_port : [443];
}

/** The largest set of hosts that may all be reached at the same ports, which two lists that are ANDed can say. */
function pairs(
  destinations: readonly EgressDestination[],
  base: readonly number[],
) {
  const portsOf = new Map<string, Set<number>>();
  for (const { host, port } of destinations) {
    portsOf.set(host, (portsOf.get(host) ?? new Set()).add(port));
  }
  const hostsWith = (ports: readonly number[]) =>
    [...portsOf]
      .filter(([, its]) => ports.every(port => its.has(port)))
      .map(([host]) => host);
  const candidates =
    base.length > 0 ? [base] : [...portsOf.values()].map(its => [...its]);
  const [ports = []] = candidates
    .map(its => [...new Set(its)].sort((a, b) => a - b))
    .sort(
      (a, b) => b.length * hostsWith(b).length - a.length * hostsWith(a).length,
    );
  const hosts = ports.length > 0 ? hostsWith(ports) : [];
  return {
    // Ports alone would be every host at these ports.
    ports: hosts.length > 0 ? ports : [],
    hosts,
    lost: destinations.filter(
      ({ host, port }) => !hosts.includes(host) || !ports.includes(port),
    ),
  };
}
