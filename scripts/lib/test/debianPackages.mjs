// Debian packages that some suites need, and the example's sandboxes. They are installed without asking only where nobody could answer
// and nobody minds: as root, in CI or without a terminal. SALLYPORT_INSTALL=0|1 decides beforehand.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { missingPrometheus } from '../../../test/observability/lib/prometheus.mjs';
import { ENGINES } from '../../../test/engines/lib/engines.mjs';

const PACKAGES = [
  { name: 'chromium', needed: 'browser tests', present: findsChromium },
  { name: 'bubblewrap', needed: 'sandboxes', present: findsBubblewrap },
  { name: 'runsc', needed: 'sandboxes with gVisor', present: findsGvisor },
  { name: 'nftables', needed: 'counting calls home', present: findsNft },
  { name: 'iproute2', needed: 'counting calls home', present: findsIp },
  {
    name: 'prometheus',
    needed: 'scraping the gateway',
    present: () => !missingPrometheus(),
  },
  {
    name: 'prometheus-alertmanager',
    needed: 'checking where alerts go',
    present: () => !missingPrometheus(),
  },
  {
    name: 'docker.io',
    needed: 'containers',
    present: () => existsSync(ENGINES.docker.program),
  },
  {
    name: 'podman',
    needed: 'containers',
    present: () => existsSync(ENGINES.podman.program),
  },
];

/** Browsers that the machine brings, in the order they are tried. */
export const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

function findsChromium() {
  return SYSTEM_BROWSERS.some(path => existsSync(path));
}

function findsBubblewrap() {
  return spawnSync('bwrap', ['--version']).status === 0;
}

function findsGvisor() {
  return spawnSync('runsc', ['--version']).status === 0;
}

/** Only root makes networks without a way out: to others it is of no use. */
function findsNft() {
  return process.getuid() !== 0 || spawnSync('nft', ['--version']).status === 0;
}

function findsIp() {
  return process.getuid() !== 0 || spawnSync('ip', ['-Version']).status === 0;
}

async function mayInstall(names, purpose) {
  if (process.env.SALLYPORT_INSTALL === '0') return false;
  if (process.env.SALLYPORT_INSTALL === '1') return true;
  const root = process.getuid?.() === 0;
  const terminal = Boolean(process.stdin.isTTY && process.stdout.isTTY);
  if (!terminal || process.env.CI) return root;
  const asking = createInterface({
    input: process.stdin,
    output: process.stdout,
  });
  const answer = await asking.question(
    `Install ${names.join(', ')} with apt-get for ${purpose}? [y/N] `,
  );
  asking.close();
  return /^y(es)?$/i.test(answer.trim());
}

/**
 * Installs what is missing where that is possible and allowed; says what it did, and leaves the verdict to whoever needs it.
 * @param {(text: string) => void} say
 * @param {{only?: string[], purpose?: string}} [options] `only`: names of packages; else all
 */
export async function installDebianPackages(
  say,
  { only, purpose = 'the tests' } = {},
) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return;
  const missing = PACKAGES.filter(
    ({ name, present }) => (!only || only.includes(name)) && !present(),
  );
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  if (!(await mayInstall(names, purpose))) {
    say(
      `Not installed: ${missing
        .map(({ name, needed }) => `${name} (${needed})`)
        .join(', ')}. SALLYPORT_INSTALL=1 installs it.`,
    );
    return;
  }
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  const apt = (...args) => {
    const [program, ...rest] = [...sudo, 'apt-get', ...args];
    return (
      spawnSync(program, rest, {
        stdio: ['inherit', 'ignore', 'inherit'],
        // No service of a package is started: engines of tests are their own.
        env: {
          ...process.env,
          DEBIAN_FRONTEND: 'noninteractive',
          RUNLEVEL: '1',
        },
      }).status === 0
    );
  };
  say(`Installing ${names.join(', ')} …`);
  apt('update', '-q');
  if (
    !apt(
      'install',
      '-q',
      '-y',
      '--no-install-recommends',
      ...names,
      ...(names.includes('chromium') ? ['fonts-liberation'] : []),
    )
  ) {
    say(
      `apt-get could not install ${names.join(', ')}: ${purpose} ${
        only ? 'will do without' : 'that need it will be listed as NOT RUN'
      }.`,
    );
  }
}
