import { INSIDE } from '../plan/inside';
import type { Machine } from '../plan/planSandbox';
import { runnableFor } from './runnableFor';
import type { ServiceUser } from './ServiceUser';

/** Node for servers, and for the listeners of their networks. */
export interface FoundNode extends Pick<Machine, 'node' | 'nodeSource'> {
  /** Its file on the machine. */
  readonly host: string;
}

/**
 * The Node that runs the gateway runs its servers too. Where the service user has no way to it, such as below root's home,
 * a copy is kept in the driver's folder.
 *
 * @throws Error where the user cannot run that either.
 */
export function findNode(options: {
  user?: ServiceUser;
  directory: string;
  executable?: string;
}): FoundNode {
  const { user, directory, executable = process.execPath } = options;
  const host = runnableFor({ executable, user, directory, what: 'node' });
  if (!host) {
    throw new Error(
      `The user that servers run as cannot run Node: neither ${executable} nor a copy of it in ${directory}`,
    );
  }
  return host.startsWith('/usr/')
    ? { host, node: host }
    : { host, node: INSIDE.node, nodeSource: host };
}
