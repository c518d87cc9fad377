/** What the kernel refused in one network namespace, since there is one. */
export interface Refused {
  /** Packets to somewhere that no route leads to. */
  readonly routes: number;
  /** Packets to a port of the sandbox's own where nobody listens: questions for names, since no name server is there. */
  readonly names: number;
}

/** Reads the kernel's `net/snmp` and `net/snmp6`. Pure. */
export function readRefused(snmp: string, snmp6: string): Refused {
  return {
    routes:
      numberOf4(snmp, 'Ip', 'OutNoRoutes') + numberOf6(snmp6, 'Ip6OutNoRoutes'),
    names: numberOf4(snmp, 'Udp', 'NoPorts') + numberOf6(snmp6, 'Udp6NoPorts'),
  };
}

/** Two lines for each protocol: names, and numbers in the same order. */
function numberOf4(text: string, protocol: string, name: string): number {
  const [names, numbers] = text
    .split('\n')
    .filter(line => line.startsWith(`${protocol}: `))
    .map(line => line.split(' '));
  return Number(numbers?.[names.indexOf(name)] ?? 0);
}

function numberOf6(text: string, name: string): number {
  return Number(new RegExp(`^${name}\\s+(\\d+)$`, 'm').exec(text)?.[1] ?? 0);
}
