import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  HostedPackage,
  PermissionProfile,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type {
  PreparedPackage,
  RuntimeDriver,
  RuntimeDriverStatus,
  RuntimeExit,
  RuntimeProcess,
  RuntimeSpec,
} from '@sallyport/backstage-plugin-mcp-gateway-node';

const MODULES = join(__dirname, '../../../../../node_modules');

/**
 * Runs servers as plain child processes, without any confinement: for tests of what is around a driver, and nowhere else.
 * Packages are those in `node_modules`, or programs that a test brings.
 */
export class PlainProcessDriver implements RuntimeDriver {
  readonly kind = 'sandbox';
  /** What was started, in order. */
  readonly started: RuntimeSpec[] = [];
  readonly processes: ChildProcess[] = [];
  /** What was said of replicas at each sweep. */
  readonly swept: ((owner: string) => boolean)[] = [];
  isReady = true;
  problems: string[] = [];
  prepared = 0;
  /** Programs by the identifier of their package: arguments of node. */
  readonly programs: ReadonlyMap<string, readonly string[]>;
  /** What is waited for before a package is there. */
  installing: Promise<void> = Promise.resolve();
  /** What is waited for before a process is there, as for an engine that is away. */
  starting: Promise<void> = Promise.resolve();

  constructor(programs: Record<string, readonly string[]> = {}) {
    this.programs = new Map(Object.entries(programs));
  }

  async status(): Promise<RuntimeDriverStatus> {
    return {
      ready: this.isReady,
      tier: 'none, a test',
      bounds: { memory: 'none', pids: 'none', cpu: 'none', disk: 'none' },
      problems: this.isReady
        ? []
        : [{ text: 'The sandbox is missing.', remedy: 'Install it.' }],
    };
  }

  async check(_profile: PermissionProfile): Promise<readonly string[]> {
    return this.problems;
  }

  async prepare(wanted: HostedPackage): Promise<PreparedPackage> {
    this.prepared += 1;
    await this.installing;
    const integrity = `sha512-of-${wanted.identifier}-${wanted.version}`;
    if (wanted.integrity !== undefined && wanted.integrity !== integrity) {
      throw new Error('The package is not what was approved.');
    }
    if (this.programs.has(wanted.identifier)) {
      const commands = { main: wanted.identifier };
      return { package: wanted, integrity, commands, location: '' };
    }
    const location = join(MODULES, wanted.identifier);
    const { bin } = JSON.parse(
      readFileSync(join(location, 'package.json'), 'utf8'),
    );
    return { package: wanted, integrity, commands: bin, location };
  }

  async start(spec: RuntimeSpec): Promise<RuntimeProcess> {
    this.started.push(spec);
    await this.starting;
    const { prepared, command, args, env, secrets } = spec;
    const program = this.programs.get(prepared.package.identifier) ?? [
      join(
        prepared.location,
        prepared.commands[command ?? Object.keys(prepared.commands)[0]],
      ),
    ];
    const child = spawn(process.execPath, [...program, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, ...env, ...secrets },
    });
    this.processes.push(child);
    const exited = new Promise<RuntimeExit>(resolve =>
      child.once('close', (code, signal) => resolve({ code, signal })),
    );
    await once(child, 'spawn');
    return {
      runtimeId: spec.runtimeId,
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      exited,
      usage: async () => ({
        memoryBytes: 1,
        cpuSeconds: 1,
        pids: 1,
        diskBytes: 0,
      }),
      stop: async () => {
        child.kill('SIGKILL');
        await exited;
      },
    };
  }

  async sweep(options: {
    isAlive(owner: string): boolean;
  }): Promise<readonly string[]> {
    this.swept.push(owner => options.isAlive(owner));
    return [];
  }

  /** Those that run now. */
  get alive(): ChildProcess[] {
    return this.processes.filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    );
  }

  /** Throws where something still runs that should have ended. */
  assertNothingLeft() {
    const { length } = this.alive;
    if (length > 0) throw new Error(`${length} processes are left`);
  }

  stopAll() {
    for (const child of this.alive) child.kill('SIGKILL');
  }
}
