import { createHash } from 'node:crypto';
import {
  chmod,
  lchown,
  lstat,
  readdir,
  readFile,
  realpath,
  rm,
} from 'node:fs/promises';
import { join, relative } from 'node:path';

const MOST_FILES = 100_000;

/** What is in a folder of installed packages. */
export interface SettledTree {
  readonly bytes: number;
  /** Of the names and contents of all files; only where it was asked for. */
  readonly digest: string;
}

/**
 * Makes a folder the gateway's own and nobody's to change, with plain files and folders and links that stay inside; what
 * else there is goes.
 *
 * @throws Error where there is too much of it.
 */
export async function settleTree(
  root: string,
  options: { withDigest: boolean; maxBytes: number },
): Promise<SettledTree> {
  const waiting = [''];
  const lines: string[] = [];
  const real = await realpath(root);
  let bytes = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of await readdir(join(root, next), {
      withFileTypes: true,
    })) {
      const path = join(next, entry.name);
      const file = join(root, path);
      if (entry.isDirectory()) {
        waiting.push(path);
        await own(file, 0o755);
      } else if (entry.isFile()) {
        const { mode, size } = await lstat(file);
        bytes += size;
        await own(file, mode & 0o100 ? 0o755 : 0o644);
        const hash = options.withDigest
          ? createHash('sha256')
              .update(await readFile(file))
              .digest('hex')
          : '';
        lines.push(`${hash} ${path}\n`);
      } else if (!(await isInnerLink(file, real))) {
        await rm(file, { force: true });
      }
      if (bytes > options.maxBytes || lines.length > MOST_FILES) {
        throw new Error('The package and what it needs is too large');
      }
    }
  }
  await own(root, 0o755);
  const digest = createHash('sha256')
    .update(lines.sort().join(''))
    .digest('hex');
  return { bytes, digest };
}

/** Root takes it over; anybody else owns it already, and cannot. */
async function own(path: string, mode: number): Promise<void> {
  if (process.getuid?.() === 0) await lchown(path, 0, 0);
  await chmod(path, mode);
}

async function isInnerLink(path: string, root: string): Promise<boolean> {
  try {
    return !relative(root, await realpath(path)).startsWith('..');
  } catch {
    return false;
  }
}
