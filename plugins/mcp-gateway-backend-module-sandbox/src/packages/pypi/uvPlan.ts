import type { ProfileEgress } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { egressPlan } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { INSIDE } from '../../plan/inside';
import { type Machine, planSandbox } from '../../plan/planSandbox';
import type { InstallPlan } from '../InstallPlan';
import { SITE } from './launcherProgram';
import type { PypiSettings } from './readPypiSettings';

const WORK = '/work';
const UV = '/opt/uv/uv';
const CACHE = '.uv';
const CERTIFICATES = `${INSIDE.secrets}/certificates.pem`;
const TMP_BYTES = 64 * 1024 * 1024;

/** Names of files in the folder that is installed into. */
export const UV_FILES = {
  wanted: 'requirements.in',
  lock: 'requirements.txt',
  cache: CACHE,
} as const;

/** Which of uv's two steps: choosing versions, or installing what was chosen. */
export type UvStep = 'choose' | 'install';

/** How uv is called: nothing is built, so that nothing of a package runs, and nothing is taken that has no hash. Pure. */
export function uvPlan(options: {
  machine: Machine;
  uv: string;
  python: string;
  settings: PypiSettings;
  /** The folder that is installed into. */
  folder: string;
  step: UvStep;
  /** Versions are chosen as of then. Seconds since 1970. */
  at?: number;
}): InstallPlan {
  const { machine, uv, python, settings, folder } = options;
  const reach: ProfileEgress = {
    everything: false,
    problems: [],
    destinations: settings.places.map(({ host, port }) => ({
      ...{ host, port },
      via: /^[\d.]+$/.test(host) || host.includes(':') ? 'proxy' : 'tunnel',
    })),
  };
  const egress = egressPlan(reach);
  const isInSystem = uv.startsWith('/usr/');
  const plan = planSandbox({
    machine,
    profile: {},
    egress,
    mounts: [
      { source: folder, inside: WORK, isWritable: true },
      ...(isInSystem ? [] : [{ source: uv, inside: UV, isWritable: false }]),
    ],
    tmpBytes: TMP_BYTES,
    env: {
      UV_DEFAULT_INDEX: settings.index.href,
      UV_CACHE_DIR: `${WORK}/${CACHE}`,
      UV_NO_CONFIG: '1',
      UV_NO_PROGRESS: '1',
      UV_LINK_MODE: 'copy',
      UV_PYTHON_DOWNLOADS: 'never',
      UV_KEYRING_PROVIDER: 'disabled',
      NO_COLOR: '1',
      ...(settings.certificates && { SSL_CERT_FILE: CERTIFICATES }),
    },
    secrets: {},
    command: [
      isInSystem ? uv : UV,
      'pip',
      ...argumentsOf(options),
      ...['--python', python],
      ...['--only-binary', ':all:'],
    ],
  });
  return {
    reach,
    egress,
    plan: {
      ...plan,
      cwd: WORK,
      files: [
        ...plan.files,
        ...(settings.certificates
          ? [
              {
                inside: CERTIFICATES,
                content: settings.certificates,
                mode: '0400',
              },
            ]
          : []),
      ],
    },
  };
}

function argumentsOf({ step, at }: { step: UvStep; at?: number }): string[] {
  const { wanted, lock } = UV_FILES;
  switch (step) {
    case 'choose':
      return [
        'compile',
        wanted,
        ...['--output-file', lock, '--quiet'],
        ...['--generate-hashes', '--no-header', '--no-annotate'],
        ...['--no-emit-options', '--no-sources'],
        ...(at === undefined
          ? []
          : ['--exclude-newer', new Date(at * 1000).toISOString()]),
      ];
    case 'install':
      return [
        'install',
        ...['--requirements', lock, '--require-hashes', '--no-deps'],
        ...['--target', SITE, '--compile-bytecode', '--quiet'],
      ];
    default:
      throw new Error(`No such step: ${step satisfies never}`);
  }
}
