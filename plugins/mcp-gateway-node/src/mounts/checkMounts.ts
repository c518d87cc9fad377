import { stat } from 'node:fs/promises';
import type { ResolvedMount } from './ResolvedMount';

/**
 * Looks whether what a process finds inside is what was looked at before it was mounted: in between, somebody may have put
 * a link in its place.
 *
 * @throws Error where it is something else.
 *
 * @public
 */
export async function checkMounts(
  mounts: readonly Pick<ResolvedMount, 'inside' | 'device' | 'inode'>[],
  pid: number,
): Promise<void> {
  for (const { inside, device, inode } of mounts) {
    const { dev, ino } = await stat(`/proc/${pid}/root${inside}`);
    if (dev !== device || ino !== inode) {
      throw new Error(
        `What is mounted at ${inside} is not what the profile means: it was exchanged meanwhile`,
      );
    }
  }
}
