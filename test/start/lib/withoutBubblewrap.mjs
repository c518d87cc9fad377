// A machine without bubblewrap: this one, seen by a command that has other eyes on it. Nothing is taken away from anybody else.
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const USUAL = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** Every bubblewrap that a program could find here. */
function bubblewraps() {
  const folders = [...process.env.PATH.split(delimiter), ...USUAL];
  const files = folders
    .map(folder => join(folder, 'bwrap'))
    .filter(file => existsSync(file));
  return [...new Set(files.map(file => realpathSync(file)))];
}

/**
 * The command in mounts of its own, where something that nobody can run is in bubblewrap's place.
 * @param {string[]} command
 */
export function withoutBubblewrap(command) {
  const hide = bubblewraps().map(file => `mount --bind /dev/null '${file}'`);
  const asWhom = process.getuid() === 0 ? [] : ['--map-root-user'];
  return [
    'unshare',
    '--mount',
    ...asWhom,
    'sh',
    '-ec',
    [...hide, 'exec "$@"'].join('\n'),
    'sh',
    ...command,
  ];
}
