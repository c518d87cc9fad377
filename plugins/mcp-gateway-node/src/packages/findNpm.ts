import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram } from './findProgram';

/** The folder of npm: the configured one, the one beside this Node, or the one of the PATH. Undefined where there is none. */
export function findNpm(configured?: string): string | undefined {
  const onPath = findProgram('npm');
  const candidates = [
    configured && dirname(dirname(configured)),
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm'),
    onPath && dirname(dirname(onPath)),
  ];
  for (const folder of candidates) {
    if (folder && existsSync(join(folder, 'bin', 'npm-cli.js'))) {
      return realpathSync(folder);
    }
  }
  return undefined;
}
