const PREFIX = 'io.sallyport.';

/** What is known of a container of ours without a list that may be lost. */
export interface ContainerLabels {
  /** The gateway's folder: several gateways may use one engine, and none touches what is another's. */
  readonly instance: string;
  readonly owner: string;
  readonly runtimeId: string;
  readonly server: string;
  /** The server itself, or the process beside it that leads to the gateway. */
  readonly role: 'server' | 'egress';
}

/** Labels as engines keep them. */
export function writeLabels(labels: ContainerLabels): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [`${PREFIX}${name}`, value]),
  );
}

/** The opposite; undefined for a container that is not ours. */
export function readLabels(
  found: Readonly<Record<string, string>>,
): ContainerLabels | undefined {
  const read = (name: keyof ContainerLabels) => found[`${PREFIX}${name}`];
  const [instance, owner, runtimeId] = [
    read('instance'),
    read('owner'),
    read('runtimeId'),
  ];
  if (!instance || !owner || !runtimeId) return undefined;
  const role = read('role') === 'egress' ? 'egress' : 'server';
  return { instance, owner, runtimeId, server: read('server') ?? '', role };
}

/** A filter for the containers of one gateway's folder. */
export function labelFilter(instance: string): string {
  return JSON.stringify({ label: [`${PREFIX}instance=${instance}`] });
}
