import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../CommandError';

/** The files of these arguments: files as they are, folders by what ends so in them, in the order of their names. */
export async function listFiles(
  paths: readonly string[],
  ending: string,
): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) {
      const names = (await readdir(path)).filter(name => name.endsWith(ending));
      if (names.length === 0) {
        // What looks into the wrong folder must not be green.
        throw new CommandError(`There is no file *${ending} in ${path}.`);
      }
      files.push(...names.sort().map(name => join(path, name)));
    } else if (found?.isFile()) {
      files.push(path);
    } else {
      throw new CommandError(`There is no file or folder ${path}.`);
    }
  }
  return files;
}
