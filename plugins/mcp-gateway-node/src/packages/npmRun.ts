import type {
  HostedPackage,
  ProfileEgress,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { INSTALL_LIMITS } from './INSTALL_LIMITS';
import type { NpmRun } from './NpmInstaller';
import type { NpmSettings } from './readNpmSettings';

const WORK = '/work';
const NPMRC = '/run/secrets/npmrc';
const CERTIFICATES = '/run/secrets/certificates.pem';

/** How npm installs a package: by the lockfile where there is one, and nothing of the package runs. Pure. */
export function npmRun(options: {
  settings: NpmSettings;
  /** The folder that is installed into. */
  folder: string;
  hasLock: boolean;
  /** Versions are chosen as of then. Seconds since 1970. */
  at?: number;
}): Omit<NpmRun, 'id' | 'onRefused'> {
  const { settings, folder, hasLock, at } = options;
  const { certificates } = settings;
  return {
    folder,
    inside: WORK,
    args: [
      hasLock ? 'ci' : 'install',
      ...['--prefix', WORK],
      ...(at === undefined || hasLock
        ? []
        : ['--before', new Date(at * 1000).toISOString()]),
    ],
    env: {
      npm_config_userconfig: NPMRC,
      npm_config_cache: `${WORK}/.npm`,
      ...(certificates && { NODE_EXTRA_CA_CERTS: CERTIFICATES }),
    },
    files: {
      [NPMRC]: npmrc(settings),
      ...(certificates && { [CERTIFICATES]: certificates }),
    },
    reach: {
      everything: false,
      problems: [],
      destinations: registryHosts(settings),
    },
    limits: INSTALL_LIMITS,
  };
}

/** What npm reads before it installs: one package, in one version. */
export function npmManifest({ identifier, version }: HostedPackage): string {
  return JSON.stringify({
    name: 'sallyport-install',
    version: '0.0.0',
    private: true,
    dependencies: { [identifier]: version },
  });
}

function npmrc(settings: NpmSettings): string {
  return [
    // npm itself would wait ten and then sixty seconds before it says what cannot be reached.
    'fetch-retry-mintimeout=1000',
    'fetch-retry-maxtimeout=5000',
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
