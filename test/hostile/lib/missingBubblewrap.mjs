import { spawnSync } from 'node:child_process';

/** Why these tests cannot run here; false where they can. In CI they run and fail: a skip would look like a pass. */
export function missingBubblewrap() {
  if (process.env.CI) return false;
  if (process.platform !== 'linux') return 'sandboxes are made on Linux';
  return spawnSync('bwrap', ['--version']).status === 0
    ? false
    : 'no bubblewrap on this machine: apt-get install bubblewrap';
}
