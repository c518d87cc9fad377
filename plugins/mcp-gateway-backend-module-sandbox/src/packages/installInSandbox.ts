import { randomUUID } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { chown, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  EgressBroker,
  type EgressEvent,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { startSandbox } from '../driver/startSandbox';
import type { SandboxMachine } from '../machine/SandboxMachine';
import type { RuntimeRecords } from '../runtime/RuntimeRecords';
import { processOwner } from '../runtime/processOwner';
import { runtimeTitle } from '../runtime/runtimeTitle';
import type { SandboxProcess } from '../runtime/SandboxProcess';
import { INSTALL_LIMITS, installPlan, type InstallPlan } from './installPlan';
import type { NpmSettings } from './readNpmSettings';

const LAST_WORDS = 2000;

/**
 * Lets npm install a package in a sandbox that reaches nothing but the registry.
 *
 * @returns the folder, with `node_modules` and `package-lock.json`; the caller removes or keeps it.
 * @throws Error with what npm said.
 */
export async function installInSandbox(options: {
  machine: SandboxMachine;
  directory: string;
  records: RuntimeRecords;
  npm: string;
  settings: NpmSettings;
  wanted: HostedPackage;
  /** The lockfile of an earlier installation. */
  lock?: string;
  at?: number;
  timeoutMs: number;
}): Promise<string> {
  const { machine, directory, wanted, lock, timeoutMs } = options;
  const id = `install-${randomUUID()}`;
  const folder = join(directory, 'installs', id);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  try {
    const manifest = {
      name: 'sallyport-install',
      version: '0.0.0',
      private: true,
      dependencies: { [wanted.identifier]: wanted.version },
    };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    if (lock) await writeFile(join(folder, 'package-lock.json'), lock);
    const { user } = machine;
    if (user) await chown(folder, user.uid, user.gid);
    const plan = installPlan({
      ...options,
      folder,
      hasLock: lock !== undefined,
    });
    const refused: string[] = [];
    const npm = await start({ ...options, id, folder, plan, refused });
    await finish(npm, { wanted, refused, timeoutMs });
    return folder;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function start(
  options: Parameters<typeof installInSandbox>[0] & {
    id: string;
    folder: string;
    plan: InstallPlan;
    refused: string[];
  },
): Promise<SandboxProcess> {
  const { machine, records, id, folder, refused } = options;
  const { plan, reach, egress } = options.plan;
  const name = `sallyport-${id}`;
  const owner = processOwner();
  records.write({
    runtimeId: id,
    owner,
    cgroups: machine.cgroups?.folders(name) ?? [],
  });
  const { dev, ino } = await stat(folder);
  const onEvent = ({ allowed, host, port }: EgressEvent) => {
    if (!allowed && refused.length < 10) refused.push(`${host}:${port}`);
  };
  const forget = () => records.remove(id);
  return startSandbox({
    runtimeId: id,
    title: runtimeTitle(owner, id),
    machine,
    plan,
    limits: INSTALL_LIMITS,
    mounts: [
      {
        source: folder,
        inside: plan.cwd,
        isWritable: true,
        device: dev,
        inode: ino,
        isVolume: true,
      },
    ],
    listeners: egress.listeners,
    broker: EgressBroker.create({
      egress: reach,
      // The operator named the registry, in npm's configuration or in ours.
      opened: 'named',
      resolve: host => lookup(host, { all: true }),
      onEvent,
    }),
    cgroup: machine.cgroups?.create(name, INSTALL_LIMITS),
    onOveruse: () => {},
    onWatchError: () => {},
    onReleased: forget,
  }).catch(error => {
    forget();
    throw error;
  });
}

async function finish(
  npm: SandboxProcess,
  options: {
    wanted: HostedPackage;
    refused: readonly string[];
    timeoutMs: number;
  },
): Promise<void> {
  const { wanted, refused, timeoutMs } = options;
  let said = '';
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on('data', chunk => {
      said = (said + chunk).slice(-LAST_WORDS);
    });
  }
  npm.stdin.end();
  const timer = setTimeout(() => npm.kill('stopped'), timeoutMs);
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
      bound || words(said) || 'npm did not say why'
    }.${elsewhere}`,
  );
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
