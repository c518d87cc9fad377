import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { textOfPdf } from './textOfPdf';

/**
 * Every file below a folder as text, by its path: what is compressed is unpacked. Links are not followed; a folder that is not there has none.
 *
 * @param which - `ending` of their names, and folders in it that are left out
 */
export async function readFiles(
  folder: string,
  which: { ending?: string; except?: readonly string[] } = {},
): Promise<Map<string, string>> {
  const { ending = '', except = [] } = which;
  const files = new Map<string, string>();
  const names = await readdir(folder, { recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  for (const name of names) {
    if (!name.endsWith(ending)) continue;
    if (except.some(one => name === one || name.startsWith(`${one}/`)))
      continue;
    const path = join(folder, name);
    const { isFile } = await lstat(path).then(
      found => ({ isFile: found.isFile() }),
      // It was there a moment ago: a log that was rotated.
      () => ({ isFile: false }),
    );
    if (isFile) {
      files.set(relative(folder, path), toText(path, await readFile(path)));
    }
  }
  return files;
}

function toText(path: string, bytes: Buffer): string {
  if (path.endsWith('.gz')) return gunzipSync(bytes).toString('latin1');
  if (path.endsWith('.pdf')) return textOfPdf(bytes);
  return bytes.toString('latin1');
}
