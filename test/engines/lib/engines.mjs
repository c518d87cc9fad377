// Real container engines for tests, from Debian's packages: each with its own socket and folders, gone when it stops.
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const RUNSC = '/usr/bin/runsc';
const READY_MS = 30_000;
const STOP_MS = 15_000;
/** Some machines forbid root to raise bounds: what the engine gives a container by default has to be below them. */
const FILES = 4096;

export const ENGINES = {
  docker: {
    program: '/usr/sbin/dockerd',
    package: 'docker.io',
    prepare(home) {
      writeFileSync(
        join(home, 'daemon.json'),
        JSON.stringify({
          'default-ulimits': {
            nofile: { Name: 'nofile', Soft: FILES, Hard: FILES },
          },
          ...(existsSync(RUNSC) && {
            runtimes: {
              runsc: {
                path: RUNSC,
                runtimeArgs: ['--network=none', '--platform=ptrace'],
              },
            },
          }),
        }),
      );
      return [
        ['--config-file', join(home, 'daemon.json')],
        ['--data-root', join(home, 'data')],
        ['--exec-root', join(home, 'exec')],
        ['--pidfile', join(home, 'pid')],
        ['--host', `unix://${join(home, 'engine.sock')}`],
        ['--iptables=false', '--ip-masq=false', '--bridge=none'],
      ].flat();
    },
  },
  podman: {
    program: '/usr/bin/podman',
    package: 'podman',
    prepare(home, insecure) {
      writeFileSync(
        join(home, 'registries.conf'),
        insecure ? `[[registry]]\nlocation="${insecure}"\ninsecure=true\n` : '',
      );
      writeFileSync(
        join(home, 'containers.conf'),
        `[containers]
default_ulimits=["nofile=${FILES}:${FILES}","nproc=${FILES}:${FILES}"]
[engine]
runtime="runc"
cgroup_manager="cgroupfs"
events_logger="file"
`,
      );
      return [
        ['--root', join(home, 'data'), '--runroot', join(home, 'exec')],
        ['--tmpdir', join(home, 'tmp')],
        [
          'system',
          'service',
          '--time=0',
          `unix://${join(home, 'engine.sock')}`,
        ],
      ].flat();
    },
  },
};

/** Why an engine cannot be started here; undefined where it can. */
export function missingEngine(kind) {
  if (process.platform !== 'linux') return 'engines are tested on Linux';
  if (process.getuid() !== 0) return 'an engine of its own needs root';
  const { program, package: name } = ENGINES[kind];
  return existsSync(program)
    ? undefined
    : `no ${program}: apt-get install ${name}`;
}

/** Why nothing runs under gVisor here; undefined where it can. */
export function missingRunsc() {
  return existsSync(RUNSC) ? undefined : `no ${RUNSC}: apt-get install runsc`;
}

/** Starts an engine. It can be killed and started again, with what it had. */
export async function startEngine(kind, { insecure } = {}) {
  const home = mkdtempSync(join(tmpdir(), `sallyport-${kind}-`));
  // gVisor gives up its rights before it has found all of its files.
  chmodSync(home, 0o755);
  const socketPath = join(home, 'engine.sock');
  const { program, prepare } = ENGINES[kind];
  const args = prepare(home, insecure);
  mkdirSync(join(home, 'tmp'), { recursive: true });
  let child;
  let said = '';
  async function start() {
    rmSync(socketPath, { force: true });
    forgetDead(join(home, 'exec', 'containerd', 'containerd.pid'));
    child = spawn(program, args, {
      cwd: home,
      env: {
        PATH: process.env.PATH,
        HOME: home,
        TMPDIR: join(home, 'tmp'),
        CONTAINERS_CONF: join(home, 'containers.conf'),
        CONTAINERS_REGISTRIES_CONF: join(home, 'registries.conf'),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', chunk => (said = (said + chunk).slice(-4000)));
    const until = performance.now() + READY_MS;
    while (!(await ping(socketPath))) {
      if (child.exitCode !== null || performance.now() > until) {
        await stop();
        throw new Error(`${kind} did not start: ${said}`);
      }
      await wait(100);
    }
  }
  /** The engine itself: what it has started, and those that look after containers, go on. */
  async function kill(signal = 'SIGKILL') {
    const ended = new Promise(resolve => child.once('exit', resolve));
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await Promise.race([ended, wait(STOP_MS)]);
    }
  }
  async function stop() {
    await kill('SIGTERM');
    for (let left = 50; left > 0 && engineProcesses(home).length > 0; left--) {
      engineProcesses(home).forEach(pid => tryKill(pid, 'SIGKILL'));
      await wait(100);
    }
    unmountBelow(home);
    rmSync(home, { recursive: true, force: true });
  }
  await start();
  return { kind, home, socketPath, start, kill, stop, log: () => said };
}

function ping(socketPath) {
  return new Promise(resolve => {
    const asking = request({ socketPath, path: '/_ping' }, answer => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asking.on('error', () => resolve(false));
    asking.setTimeout(5_000, () => asking.destroy());
    asking.end();
  });
}

/** Processes that were started with a path of this engine: its own parts, not those in containers. */
function engineProcesses(home) {
  const { stdout } = spawnSync('pgrep', ['-f', home], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .map(Number)
    .filter(pid => pid > 0 && pid !== process.pid && isEngine(pid));
}

/** A containerd that ended with its dockerd may be left as a zombie, which the next dockerd takes for alive. */
function forgetDead(file) {
  const pid = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  const stat = pid && `/proc/${pid}/stat`;
  if (stat && existsSync(stat) && !/\) [ZX] /.test(readFileSync(stat, 'utf8')))
    return;
  rmSync(file, { force: true });
}

function isEngine(pid) {
  try {
    const [program] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return /(?:^|\/)(?:dockerd|containerd|containerd-shim[a-z0-9-]*|conmon|podman|runc|docker-proxy)$/.test(
      program,
    );
  } catch {
    return false;
  }
}

function tryKill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended in between.
  }
}

function unmountBelow(home) {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map(line => line.split(' ')[1])
    .filter(path => path?.startsWith(`${home}/`))
    .sort((a, b) => b.length - a.length);
  for (const path of mounts) spawnSync('umount', ['-l', path]);
}
