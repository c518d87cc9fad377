import type { PermissionProfile } from './permissionProfile';

/** One destination that a profile names, and how it is reached. */
export interface EgressDestination {
  /** In lower case. A leading dot: every name below. */
  readonly host: string;
  readonly port: number;
  /** `tunnel`: any protocol, end to end. `proxy`: by an HTTP proxy. */
  readonly via: 'tunnel' | 'proxy';
}

/** What a profile lets a server reach. */
export interface ProfileEgress {
  /** Every public host by https, through the proxy. */
  readonly everything: boolean;
  readonly destinations: readonly EgressDestination[];
  /** What the profile says and no driver can do: in words. */
  readonly problems: readonly string[];
}

/** ToolHive's two lists are ANDed. A list of hosts without ports means the port of https, not all of them. */
const DEFAULT_PORTS = [443];

/** What a profile says of the network, as a list of destinations that are each allowed by themselves. */
export function profileEgress(profile: PermissionProfile): ProfileEgress {
  const { network, sallyport } = profile;
  const outbound = network?.outbound;
  const own = sallyport?.egress ?? [];
  const hosts = outbound?.allow_host ?? [];
  const ports = outbound?.allow_port ?? [];
  const everything = outbound?.insecure_allow_all === true;
  const names = everything || hosts.length > 0 || own.length > 0;
  const problems: string[] = [];
  if (network?.mode === 'none') {
    if (names) {
      problems.push(
        "The network's mode is 'none', and yet the profile names destinations. Remove the one or the other.",
      );
    }
    return { everything: false, destinations: [], problems };
  }
  if (ports.length > 0 && hosts.length === 0 && !everything) {
    problems.push(
      'The profile names ports (allow_port) without hosts (allow_host), which would be every host at these ports. Name the hosts.',
    );
  }
  const found = new Map<string, EgressDestination>();
  const add = (host: string, port: number, wanted?: 'tunnel' | 'proxy') => {
    const destination = {
      host: host.toLowerCase().replace(/\.$/, ''),
      port,
      via: wanted ?? defaultVia(host),
    };
    const key = `${destination.host} ${port}`;
    // The wider way wins: a tunnel serves what speaks HTTP too.
    if (found.get(key)?.via !== 'tunnel') found.set(key, destination);
  };
  for (const host of hosts) {
    for (const port of ports.length > 0 ? ports : DEFAULT_PORTS)
      add(host, port);
  }
  for (const { host, port, via } of own) {
    if (via === 'tunnel' && defaultVia(host) === 'proxy') {
      problems.push(
        `${host}:${port} cannot be reached by a tunnel, which needs the exact name of one host. Use via: proxy.`,
      );
    }
    add(host, port, via);
  }
  return { everything, destinations: [...found.values()], problems };
}

/** A tunnel stands behind a name of its own; names below another, and addresses, have none. */
function defaultVia(host: string): 'tunnel' | 'proxy' {
  const isAddress = /^[\d.]+$/.test(host) || host.includes(':');
  return host.startsWith('.') || isAddress ? 'proxy' : 'tunnel';
}
