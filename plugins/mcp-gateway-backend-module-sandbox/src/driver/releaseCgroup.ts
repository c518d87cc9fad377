import { setTimeout } from 'node:timers/promises';
import type { Cgroup } from '../limits/Cgroups';

const TRIES = 40;
const PAUSE_MS = 50;

/**
 * Removes a control group. Processes that have ended stay in it for a moment.
 *
 * @returns whether it is gone; if not, a sweep will find it by the runtime's record.
 */
export async function releaseCgroup(
  cgroup: Pick<Cgroup, 'remove'> | undefined,
): Promise<boolean> {
  for (let left = TRIES; left > 0; left--) {
    try {
      cgroup?.remove();
      return true;
    } catch {
      await setTimeout(PAUSE_MS);
    }
  }
  return false;
}
