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
import type { ServiceUser } from './ServiceUser';

/**
 * A program that the service user can run. Where that user has no way to it, such as below root's home, it is a copy in the
 * driver's folder. Undefined where it cannot run that either.
 */
export function runnableFor(options: {
  executable: string;
  user?: ServiceUser;
  directory: string;
  /** Names the folder of copies. */
  what: string;
}): string | undefined {
  const { executable, user } = options;
  if (runs(executable, user)) return executable;
  const copy = copyOf(options);
  return runs(copy, user) ? copy : undefined;
}

function runs(file: string, user: ServiceUser | undefined): boolean {
  const { status } = spawnSync(file, ['--version'], {
    cwd: '/',
    env: {},
    ...user,
  });
  return status === 0;
}

function copyOf(options: {
  executable: string;
  directory: string;
  what: string;
}): string {
  const { executable, directory, what } = options;
  const { size, mtimeMs } = statSync(executable);
  const folder = join(directory, what);
  const copy = join(
    folder,
    `${basename(executable)}-${size}-${Math.floor(mtimeMs)}`,
  );
  if (existsSync(copy)) return copy;
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const half = `${copy}.${process.pid}`;
  copyFileSync(executable, half);
  chmodSync(half, 0o755);
  renameSync(half, copy);
  return copy;
}
