import { lstatSync, readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

/** What an entry takes at least, so that a million empty files are not nothing. */
const LEAST_ENTRY = 4096;
/** So many are looked at before others get their turn: one by one it would take too long, all at once too. */
const BATCH = 500;

/**
 * Bytes that a folder, or a file, takes on disk; a count that has passed `stopAt` is not carried on.
 *
 * @public
 */
export async function folderBytes(
  path: string,
  stopAt: number,
): Promise<number> {
  const waiting = [path];
  let total = entryBytes(path);
  let looked = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of entriesOf(next)) {
      const child = join(next, entry.name);
      if (entry.isDirectory()) waiting.push(child);
      total += entryBytes(child);
      if (total > stopAt) return total;
      if (++looked % BATCH === 0) await setImmediate();
    }
  }
  return total;
}

/** None where it is a file, or gone since it was listed. */
function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

function entryBytes(path: string): number {
  try {
    return Math.max(lstatSync(path).blocks * 512, LEAST_ENTRY);
  } catch {
    return 0;
  }
}
