import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where programs are when the gateway was started with a shorter PATH. */
const USUAL = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** The real path of a program; undefined where the machine has none of that name. */
export function findProgram(
  name: string,
  path = process.env.PATH ?? '',
): string | undefined {
  for (const folder of [...path.split(delimiter), ...USUAL]) {
    if (!folder.startsWith('/')) continue;
    try {
      const file = join(folder, name);
      accessSync(file, constants.X_OK);
      return realpathSync(file);
    } catch {
      // Not here.
    }
  }
  return undefined;
}
