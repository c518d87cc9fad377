import { readFile } from 'node:fs/promises';
import type { ProcessEntry } from '../limits/ProcessTable';

/** Memory of processes, in which what several share counts once. */
export async function proportionalBytes(
  tree: readonly ProcessEntry[],
): Promise<number> {
  const shares = await Promise.all(
    tree.map(async ({ pid, residentBytes }) => {
      try {
        const text = await readFile(`/proc/${pid}/smaps_rollup`, 'latin1');
        const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1];
        return kilobytes === undefined
          ? residentBytes
          : Number(kilobytes) * 1024;
      } catch {
        // Gone, or not ours to read: then the larger number holds.
        return residentBytes;
      }
    }),
  );
  return shares.reduce((total, bytes) => total + bytes, 0);
}
