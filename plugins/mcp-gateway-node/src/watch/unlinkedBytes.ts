import { readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';

/**
 * Bytes of files that processes hold, open or in their memory, and that are in no folder any more: they fill a disk, and
 * nobody who walks it finds them. Only those on the given devices.
 *
 * @public
 */
export async function unlinkedBytes(
  pids: readonly number[],
  devices: ReadonlySet<number>,
): Promise<number> {
  const found = new Map<string, number>();
  for (const pid of pids) {
    await addOpen(pid, devices, found);
    await addMapped(pid, devices, found);
  }
  return [...found.values()].reduce((sum, bytes) => sum + bytes, 0);
}

async function addOpen(
  pid: number,
  devices: ReadonlySet<number>,
  found: Map<string, number>,
): Promise<void> {
  for (const descriptor of list(`/proc/${pid}/fd`)) {
    try {
      const file = await stat(`/proc/${pid}/fd/${descriptor}`);
      if (file.nlink === 0 && file.isFile() && devices.has(file.dev)) {
        found.set(`${file.dev} ${file.ino}`, file.blocks * 512);
      }
    } catch {
      // Closed since.
    }
  }
}

const MAPPED =
  /^([0-9a-f]+)-([0-9a-f]+) \S+ \S+ ([0-9a-f]+):([0-9a-f]+) (\d+) .* \(deleted\)$/gm;

async function addMapped(
  pid: number,
  devices: ReadonlySet<number>,
  found: Map<string, number>,
): Promise<void> {
  let text: string;
  try {
    text = await readFile(`/proc/${pid}/maps`, 'latin1');
  } catch {
    return;
  }
  if (!text.includes(' (deleted)')) return;
  for (const [, from, to, major, minor, inode] of text.matchAll(MAPPED)) {
    const device = deviceNumber(parseInt(major, 16), parseInt(minor, 16));
    const key = `${device} ${inode}`;
    const bytes = parseInt(to, 16) - parseInt(from, 16);
    if (devices.has(device)) {
      found.set(key, Math.max(found.get(key) ?? 0, bytes));
    }
  }
}

/** As `stat` gives it (glibc's `makedev`, for the sizes that there are). */
function deviceNumber(major: number, minor: number): number {
  return (minor % 256) + major * 256 + (minor - (minor % 256)) * 4096;
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
