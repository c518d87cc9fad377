import type { Origins } from './originsOf';

/** Whether what is approved leads to a host, by its name, by a rule for all names above it, or because it may reach everything. */
export function reachesHost(
  { hosts, everyHost }: Pick<Origins, 'hosts' | 'everyHost'>,
  host: string,
): boolean {
  return (
    everyHost ||
    hosts.some(
      known =>
        known === host || (known.startsWith('.') && host.endsWith(known)),
    )
  );
}
