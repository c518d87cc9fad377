import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { NpmInstaller, RunningNpm } from './NpmInstaller';
import { npmManifest, npmRun } from './npmRun';
import type { NpmSettings } from './readNpmSettings';

const LAST_WORDS = 2000;
const MOST_REFUSED = 10;

/**
 * Lets npm install a package where it reaches nothing but the registry.
 *
 * @returns the folder, with `node_modules` and `package-lock.json`; the caller removes or keeps it.
 * @throws Error with what npm said.
 */
export async function installWithNpm(options: {
  installer: NpmInstaller;
  /** The driver's. */
  directory: string;
  settings: NpmSettings;
  wanted: HostedPackage;
  /** The lockfile of an earlier installation. */
  lock?: string;
  at?: number;
  timeoutMs: number;
}): Promise<string> {
  const { installer, directory, wanted, lock } = options;
  const id = `install-${randomUUID()}`;
  const folder = join(directory, 'installs', id);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  try {
    await writeFile(join(folder, 'package.json'), npmManifest(wanted));
    if (lock) await writeFile(join(folder, 'package-lock.json'), lock);
    const refused: string[] = [];
    const npm = await installer.start({
      id,
      ...npmRun({ ...options, folder, hasLock: lock !== undefined }),
      onRefused: place => {
        if (refused.length < MOST_REFUSED) refused.push(place);
      },
    });
    await finish(npm, { ...options, refused });
    return folder;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function finish(
  npm: RunningNpm,
  options: {
    wanted: HostedPackage;
    refused: readonly string[];
    timeoutMs: number;
  },
): Promise<void> {
  const { wanted, refused, timeoutMs } = options;
  const said = lastWords(npm);
  npm.stdin.end();
  const timer = setTimeout(() => void npm.stop({ graceMs: 0 }), timeoutMs);
  const { code, killedFor } = await npm.exited;
  clearTimeout(timer);
  if (code === 0) return;
  const bound =
    killedFor === 'stopped'
      ? 'it took too long'
      : killedFor && `it went over the bound of ${killedFor}`;
  const elsewhere =
    refused.length > 0
      ? ` It wanted to reach ${refused.join(', ')}, which is not the registry.`
      : '';
  throw new Error(
    `${wanted.identifier} ${wanted.version} could not be installed: ${
      bound || words(said()) || 'npm did not say why'
    }.${elsewhere}`,
  );
}

/** What it writes from now on: the end of that, since npm says last why it fails. */
function lastWords({ stdout, stderr }: RunningNpm): () => string {
  let said = '';
  const take = (chunk: Buffer) => {
    said = (said + chunk).slice(-LAST_WORDS);
  };
  stdout.on('data', take);
  stderr.on('data', take);
  return () => said;
}

/** What npm says without its ornaments, in one line. */
function words(text: string): string {
  return text
    .split('\n')
    .filter(line => /^npm (?:error|ERR!)/.test(line))
    .map(line => line.replace(/^npm (?:error|ERR!)\s*(?:code\s*)?/, '').trim())
    .filter(line => line && !line.startsWith('A complete log'))
    .slice(0, 6)
    .join(' ')
    .slice(0, 600);
}
