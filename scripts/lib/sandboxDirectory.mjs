// Where the example's sandboxes keep packages, volumes and what they know of running servers.
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';

/**
 * A place of the state folder. For root it is beside: servers run as another user then, who has to be able to pass through,
 * and nobody else gets into the state folder.
 * @param {string} stateDir
 */
export function sandboxDirectory(stateDir) {
  if (process.getuid?.() !== 0) return join(stateDir, 'sandbox');
  const name = createHash('sha256').update(resolve(stateDir)).digest('hex');
  return join('/var/lib/sallyport', `example-${name.slice(0, 12)}`);
}
