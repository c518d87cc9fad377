import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const MOST_LOG = 1024 * 1024;
const MOUNTABLE = /^\/(?:run|mnt|tmp)(?:\/|$)/;
const HOOK = join(import.meta.dirname, 'networkHook.cjs');

const quote = text => `'${text.replaceAll("'", `'\\''`)}'`;

/** A process of this machine that plays a container: its own mounts, its variables, no confinement at all. */
export class Container extends EventEmitter {
  name;
  state = { waiting: { reason: 'ContainerCreating' } };
  log = [];
  attached = false;
  #child;
  #folder = mkdtempSync(join(tmpdir(), 'simulated-container-'));
  #watch;
  #killedFor;
  #bytes = 0;

  constructor(options) {
    const { spec, env, mounts, hosts, closed, memoryBytes, replace, address } =
      options;
    super();
    this.name = spec.name;
    const command = [...(spec.command ?? []), ...(spec.args ?? [])].map(
      part => replace[part] ?? part,
    );
    const steps = this.#prepare(mounts, hosts);
    // The program takes the shell's place, so that signals are its own.
    const script = [...steps, ...this.#disguise(options), 'exec "$@"'].join(
      ' && ',
    );
    this.#child = spawn(
      'unshare',
      [
        ...(process.getuid() === 0 ? [] : ['-r']),
        '-m',
        'sh',
        '-c',
        script,
        'sh',
        ...command,
      ],
      {
        cwd: '/',
        stdio: ['pipe', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          ...env,
          NODE_OPTIONS: `--require=${HOOK}`,
          SIMULATOR_CLOSED: JSON.stringify(closed),
          ...(address && { SIMULATOR_ADDRESS: address }),
        },
      },
    );
    this.#child.stdin.on('error', () => {});
    for (const name of ['stdout', 'stderr'])
      this.#child[name].on('data', data => this.#said(name, data));
    this.#child.once('spawn', () => {
      this.state = { running: { startedAt: new Date().toISOString() } };
      if (!spec.stdin) this.#child.stdin.end();
      this.emit('change');
    });
    this.#child.once('error', error => this.#ended(127, null, error.message));
    this.#child.once('close', (code, signal) => this.#ended(code, signal));
    if (memoryBytes)
      this.#watch = setInterval(() => this.#measure(memoryBytes), 100);
  }

  get isRunning() {
    return this.state.running !== undefined;
  }

  get pid() {
    return this.#child.pid;
  }

  write(data) {
    if (!this.#child.stdin.writableEnded) this.#child.stdin.write(data);
  }

  endInput() {
    this.#child.stdin.end();
  }

  pauseOutput(isPaused) {
    for (const name of ['stdout', 'stderr'])
      if (isPaused) this.#child[name].pause();
      else this.#child[name].resume();
  }

  kill(signal) {
    if (!this.state.terminated) this.#child.kill(signal);
  }

  #said(name, data) {
    this.#bytes += data.length;
    if (this.#bytes < MOST_LOG) this.log.push(data);
    this.emit(name, data);
  }

  #measure(most) {
    try {
      const pages = Number(
        readFileSync(`/proc/${this.#child.pid}/statm`, 'latin1').split(' ')[1],
      );
      if (pages * 4096 <= most) return;
      this.#killedFor = 'OOMKilled';
      this.#child.kill('SIGKILL');
    } catch {
      // It has ended.
    }
  }

  #ended(code, signal, message) {
    if (this.state.terminated) return;
    clearInterval(this.#watch);
    const numbers = { SIGKILL: 9, SIGTERM: 15, SIGSEGV: 11, SIGABRT: 6 };
    const exitCode = signal ? 128 + (numbers[signal] ?? 1) : code;
    this.state = {
      terminated: {
        exitCode,
        reason: this.#killedFor ?? (exitCode === 0 ? 'Completed' : 'Error'),
        ...(message && { message }),
        finishedAt: new Date().toISOString(),
      },
    };
    rmSync(this.#folder, { recursive: true, force: true });
    this.emit('change');
    this.emit('end');
  }

  /** Commands that mount what the container is to see, in a namespace of its own. */
  #prepare(mounts, hosts) {
    const steps = [];
    const places = new Set();
    for (const { mountPath } of mounts)
      if (!MOUNTABLE.test(mountPath))
        throw new Error(
          `The simulator mounts below /run, /mnt and /tmp, not at ${mountPath}`,
        );
      else if (mountPath !== '/tmp') places.add(`/${mountPath.split('/')[1]}`);
    places.delete('/tmp');
    const keep = join(this.#folder, 'keep');
    steps.push(`mkdir -p ${quote(keep)}`);
    mounts.forEach(({ files, folder }, index) => {
      if (folder) return;
      for (const [name, content] of Object.entries(files))
        writeFileSync(this.#file(`${index}`, name), content, { mode: 0o400 });
    });
    for (const place of places) steps.push(`mount -t tmpfs tmpfs ${place}`);
    mounts.forEach(({ mountPath, files, folder, readOnly }, index) => {
      if (mountPath === '/tmp') return;
      const source = folder ?? join(this.#folder, `${index}`);
      if (files && Object.keys(files).length === 0) return;
      steps.push(
        `mkdir -p ${quote(mountPath)}`,
        `mount --bind ${quote(source)} ${quote(mountPath)}`,
      );
      if (readOnly) steps.push(`mount -o remount,bind,ro ${quote(mountPath)}`);
    });
    if (hosts.length > 0) {
      const file = this.#file('hosts', 'hosts');
      writeFileSync(
        file,
        [
          '127.0.0.1 localhost',
          ...hosts.map(({ ip, hostnames }) => `${ip} ${hostnames.join(' ')}`),
          '',
        ].join('\n'),
      );
      steps.push(`mount --bind ${quote(file)} /etc/hosts`);
    }
    return steps;
  }

  /** What the kernel would say of a process that is confined. */
  #disguise({ status, rootIsReadOnly, pidsMax }) {
    const steps = [];
    const over = (path, name, text) => {
      const file = this.#file('proc', name);
      writeFileSync(file, text);
      steps.push(`mount --bind ${quote(file)} ${path}`);
    };
    if (status) over('/proc/$$/status', 'status', status);
    if (status)
      over(
        '/proc/$$/mountinfo',
        'mountinfo',
        `1 0 0:1 / / ${rootIsReadOnly ? 'ro' : 'rw'} - overlay overlay ro\n`,
      );
    if (pidsMax)
      steps.push(
        'mount -t tmpfs tmpfs /sys/fs/cgroup',
        `echo ${pidsMax} > /sys/fs/cgroup/pids.max`,
      );
    return steps;
  }

  #file(folder, name) {
    const path = join(this.#folder, folder, name);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  }
}
