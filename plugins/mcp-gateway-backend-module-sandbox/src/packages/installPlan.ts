import { posix } from 'node:path';
import type {
  HostedPackage,
  ProfileEgress,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  egressPlan,
  type EgressPlan,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { INSIDE } from '../plan/inside';
import { type Machine, planSandbox } from '../plan/planSandbox';
import type { SandboxPlan } from '../plan/SandboxPlan';
import type { NpmSettings } from './readNpmSettings';

const WORK = '/work';
const NPM = '/opt/npm';
const NPMRC = `${INSIDE.secrets}/npmrc`;
const CERTIFICATES = `${INSIDE.secrets}/certificates.pem`;
const TMP_BYTES = 64 * 1024 * 1024;

/** The bounds of an installation. */
export const INSTALL_LIMITS = {
  memoryBytes: 1536 * 1024 * 1024,
  pids: 128,
  cpu: 4,
  openFiles: 8192,
  fileBytes: 512 * 1024 * 1024,
  tmpBytes: TMP_BYTES,
  diskBytes: 2 * 1024 ** 3,
} as const;

/** What an installation needs: its sandbox, and where it may go. */
export interface InstallPlan {
  readonly plan: SandboxPlan;
  readonly reach: ProfileEgress;
  readonly egress: EgressPlan;
}

/** How npm installs a package: by the lockfile where there is one, and nothing of the package runs. Pure. */
export function installPlan(options: {
  machine: Machine;
  npm: string;
  settings: NpmSettings;
  wanted: HostedPackage;
  /** The folder that is installed into. */
  folder: string;
  hasLock: boolean;
  /** Versions are chosen as of then. Seconds since 1970. */
  at?: number;
}): InstallPlan {
  const { machine, npm, settings, folder, hasLock, at } = options;
  const reach: ProfileEgress = {
    everything: false,
    problems: [],
    destinations: registryHosts(settings),
  };
  const egress = egressPlan(reach);
  const isInSystem = npm.startsWith('/usr/');
  const cli = posix.join(isInSystem ? npm : NPM, 'bin', 'npm-cli.js');
  const plan = planSandbox({
    machine,
    profile: {},
    egress,
    mounts: [
      { source: folder, inside: WORK, isWritable: true },
      ...(isInSystem ? [] : [{ source: npm, inside: NPM, isWritable: false }]),
    ],
    tmpBytes: TMP_BYTES,
    env: {
      npm_config_userconfig: NPMRC,
      npm_config_cache: `${WORK}/.npm`,
      ...(settings.certificates && { NODE_EXTRA_CA_CERTS: CERTIFICATES }),
    },
    secrets: {},
    command: [
      machine.node,
      cli,
      hasLock ? 'ci' : 'install',
      '--prefix',
      WORK,
      ...(at === undefined || hasLock
        ? []
        : ['--before', new Date(at * 1000).toISOString()]),
    ],
  });
  const file = (inside: string, content: string) => ({
    inside,
    content,
    mode: '0400',
  });
  return {
    reach,
    egress,
    plan: {
      ...plan,
      cwd: WORK,
      files: [
        ...plan.files,
        file(NPMRC, npmrc(settings)),
        ...(settings.certificates
          ? [file(CERTIFICATES, settings.certificates)]
          : []),
      ],
    },
  };
}

function npmrc(settings: NpmSettings): string {
  return [
    ...settings.lines,
    'ignore-scripts=true',
    'save-exact=true',
    'omit=dev',
    'audit=false',
    'fund=false',
    'update-notifier=false',
    'progress=false',
    'loglevel=error',
    'lockfile-version=3',
    'omit-lockfile-registry-resolved=true',
    '',
  ].join('\n');
}

function registryHosts({
  registries,
}: NpmSettings): ProfileEgress['destinations'] {
  return registries.map(({ hostname, port, protocol }) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    const isAddress = /^[\d.]+$/.test(host) || host.includes(':');
    return {
      host,
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
      via: isAddress ? 'proxy' : 'tunnel',
    };
  });
}
