import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execFileSync } from 'node:child_process';

const folder = fileURLToPath(new URL('../peers', import.meta.url));

/** Installs what the gateway is compared with, from the npm registry and without running any of its install scripts. */
export async function installPeers() {
  if (existsSync(`${folder}/node_modules/.package-lock.json`)) return;
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
