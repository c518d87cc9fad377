import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const EVERY_MS = 200;

/** How much lies in a folder, in bytes. What goes away meanwhile counts for nothing. */
export async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, {
    recursive: true,
    withFileTypes: true,
  });
  let size = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const found = await lstat(join(entry.parentPath, entry.name)).catch(
      () => undefined,
    );
    size += found?.size ?? 0;
  }
  return size;
}

/**
 * Looks again and again how much lies in a folder.
 *
 * @param options.onTooLarge - called once, as soon as it is more than it may be.
 * @returns a function that ends it.
 */
export function watchSize(
  directory: string,
  options: { mostBytes: number; onTooLarge: () => void },
): () => void {
  let timer: NodeJS.Timeout;
  let isOver = false;
  const look = async () => {
    // A folder that cannot be read now is looked at again.
    const size = await sizeOf(directory).catch(() => 0);
    if (isOver) return;
    if (size > options.mostBytes) options.onTooLarge();
    else timer = setTimeout(look, EVERY_MS);
  };
  timer = setTimeout(look, EVERY_MS);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
