// uv, for tests of Python packages: this machine's, else one from PyPI at an exact version with hashes, in
// .toolchain/. Nothing outside the repository is changed, and the product itself never fetches it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../paths.mjs';

const recipe = join(root, 'scripts', 'toolchain', 'uv.txt');
const folder = join(root, '.toolchain', 'uv');

/**
 * @param {(text: string) => void} say
 * @returns {{uv: string} | {missing: string}} its path, or why there is none
 */
export function findUv(say) {
  const onPath = spawnSync('sh', ['-c', 'command -v uv'], { encoding: 'utf8' });
  if (onPath.status === 0) return { uv: onPath.stdout.trim() };
  const version = /^uv==(\S+)/m.exec(readFileSync(recipe, 'utf8'))[1];
  // A folder for each version: an older one is no reason to do without.
  const target = join(folder, version);
  const uv = join(target, 'bin', 'uv');
  if (existsSync(uv)) return { uv };
  if (process.env.SALLYPORT_INSTALL === '0')
    return { missing: 'no uv, and SALLYPORT_INSTALL=0' };
  say('Fetching uv into .toolchain/ …');
  const { status, stderr, error } = spawnSync(
    'python3',
    [
      ...['-m', 'pip', 'install', '--quiet', '--target', target],
      ...['--no-deps', '--only-binary', ':all:', '--require-hashes'],
      ...['--requirement', recipe],
    ],
    { encoding: 'utf8', timeout: 300_000 },
  );
  if (status === 0 && existsSync(uv)) return { uv };
  const why = error?.message ?? stderr.trim().split('\n').at(-1);
  return { missing: `no uv, and pip could not fetch it: ${why}` };
}
