import type { ProfileEgress } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** Where programs that speak HTTP find the proxy, if that port is free of tunnels. */
const PROXY_PORT = 3128;

/**
 * One port that somebody listens on inside a sandbox, on its behalf.
 *
 * @public
 */
export type InsideListener =
  | {
      readonly kind: 'tunnel';
      readonly address: string;
      readonly port: number;
      /** The one destination behind it. */
      readonly host: string;
    }
  | { readonly kind: 'proxy'; readonly address: string; readonly port: number };

/**
 * How a sandbox reaches what its profile names.
 *
 * @public
 */
export interface EgressPlan {
  readonly listeners: readonly InsideListener[];
  /** Names and their addresses inside. */
  readonly hosts: readonly (readonly [address: string, name: string])[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * An exact name becomes an address of the sandbox's own loopback, at which the named port leads to that destination and
 * nowhere else. Everything that has no such name goes through a proxy.
 *
 * @public
 */
export function egressPlan(egress: ProfileEgress): EgressPlan {
  const addresses = new Map([['localhost', '127.0.0.1']]);
  const listeners: InsideListener[] = [];
  for (const { host, port, via } of egress.destinations) {
    if (via !== 'tunnel') continue;
    const address = addresses.get(host) ?? loopback(addresses.size);
    addresses.set(host, address);
    listeners.push({ kind: 'tunnel', address, port, host });
  }
  const needsProxy =
    egress.everything || egress.destinations.some(({ via }) => via === 'proxy');
  const taken = new Set(
    listeners
      .filter(({ address }) => address === '127.0.0.1')
      .map(({ port }) => port),
  );
  let port = PROXY_PORT;
  while (taken.has(port)) port++;
  if (needsProxy) listeners.push({ kind: 'proxy', address: '127.0.0.1', port });
  return {
    listeners,
    hosts: [...addresses].map(([name, address]) => [address, name]),
    env: needsProxy
      ? proxyEnvironment(`http://127.0.0.1:${port}`, [...addresses.keys()])
      : {},
  };
}

function proxyEnvironment(
  url: string,
  direct: string[],
): Record<string, string> {
  const exceptions = [...direct, '127.0.0.1'].join(',');
  return {
    HTTP_PROXY: url,
    HTTPS_PROXY: url,
    NO_PROXY: exceptions,
    http_proxy: url,
    https_proxy: url,
    no_proxy: exceptions,
    // Node asks its environment for a proxy only where it is told to.
    NODE_USE_ENV_PROXY: '1',
  };
}

/** 127.1.0.1 and on. */
function loopback(index: number): string {
  return `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}`;
}
