import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { INSIDE } from '../plan/inside';
import type { Machine } from '../plan/planSandbox';
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
  let host = executable;
  if (!runs(host, user)) {
    host = copyOf(executable, directory);
    if (!runs(host, user)) {
      throw new Error(
        `The user that servers run as cannot run Node: neither ${executable} nor a copy of it in ${directory}`,
      );
    }
  }
  return host.startsWith('/usr/')
    ? { host, node: host }
    : { host, node: INSIDE.node, nodeSource: host };
}

function runs(file: string, user: ServiceUser | undefined): boolean {
  const { status } = spawnSync(file, ['--version'], {
    cwd: '/',
    env: {},
    ...user,
  });
  return status === 0;
}

function copyOf(executable: string, directory: string): string {
  const { size, mtimeMs } = statSync(executable);
  const folder = join(directory, 'node');
  const copy = join(
    folder,
    `${basename(executable)}-${process.version}-${size}-${Math.floor(mtimeMs)}`,
  );
  if (existsSync(copy)) return copy;
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const half = `${copy}.${process.pid}`;
  copyFileSync(executable, half);
  chmodSync(half, 0o755);
  renameSync(half, copy);
  return copy;
}
