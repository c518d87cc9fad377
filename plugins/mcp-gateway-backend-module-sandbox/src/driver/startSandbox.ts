import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { promisify } from 'node:util';
import type { RuntimeLimits } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  checkMounts,
  type EgressBroker,
  type EgressEvent,
  type InsideListener,
  type Overuse,
  type Reading,
  type ResolvedMount,
  SandboxEgress,
  Watch,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { LISTENER_PROGRAM } from '../egress/listenerProgram';
import { openListeners } from '../egress/openListeners';
import { launchSandbox } from '../launch/launchSandbox';
import type { Cgroup } from '../limits/Cgroups';
import { ProcessTable } from '../limits/ProcessTable';
import { rlimits } from '../limits/rlimits';
import type { SandboxMachine } from '../machine/SandboxMachine';
import type { SandboxPlan } from '../plan/SandboxPlan';
import { endTree, knowProcess, type KnownProcess } from '../runtime/endTree';
import { SandboxProcess } from '../runtime/SandboxProcess';
import { Meter } from '../watch/Meter';
import { RefusedPackets } from '../watch/RefusedPackets';
import { releaseCgroup } from './releaseCgroup';

const run = promisify(execFile);

/** How willingly the kernel ends a server when the machine is out of memory: before everything that is not one. */
const OOM_SCORE = '800';
/** Where nothing else holds processor time back, others at least come first. */
const NICE = 5;

/** Everything that a start needs, found and decided before. */
export interface SandboxStart {
  readonly runtimeId: string;
  readonly title: string;
  readonly machine: SandboxMachine;
  readonly plan: SandboxPlan;
  readonly limits: Required<RuntimeLimits>;
  readonly mounts: readonly ResolvedMount[];
  readonly listeners: readonly InsideListener[];
  readonly broker: EgressBroker;
  readonly cgroup?: Cgroup;
  onEgress(event: EgressEvent): void;
  onOveruse(bound: Overuse, reading: Reading): void;
  onWatchError(error: Error): void;
  onReleased(): void;
}

/**
 * Makes a sandbox, gives it its bounds and its listeners, looks whether what is mounted is what was meant, and only then
 * lets the server begin.
 *
 * @throws Error; then nothing of it is left.
 */
export async function startSandbox(
  start: SandboxStart,
): Promise<SandboxProcess> {
  const { machine, plan, title, broker, listeners, cgroup } = start;
  const launched = await launchSandbox({ ...machine, plan, title }).catch(
    async error => {
      await releaseCgroup(cgroup);
      throw error;
    },
  );
  const first = knowProcess(launched.pid);
  let meter: Meter | undefined;
  let egress: SandboxEgress | undefined;
  try {
    await launched.ready;
    const server = findServer(launched.pid);
    if (!first || !server) throw new Error('The sandbox has ended');
    const [, , measuring, servers] = await Promise.all([
      setBounds(start, server.pid),
      checkMounts(start.mounts, server.pid),
      Meter.create({ ...start, pid: first.pid, serverPid: server.pid }),
      // Not earlier: whoever enters a user namespace that knows no users yet has no rights in it.
      openListeners({
        nsenter: machine.nsenter,
        node: machine.hostNode,
        user: machine.user,
        program: LISTENER_PROGRAM,
        pid: server.pid,
        places: listeners,
      }),
    ]);
    meter = measuring;
    egress = SandboxEgress.serve({ broker, servers, listeners });
    const sandbox = assemble(start, { launched, first, server, meter, egress });
    launched.open();
    return sandbox;
  } catch (error) {
    launched.child.kill('SIGKILL');
    if (first) await endTree(first);
    meter?.close();
    egress?.close();
    await releaseCgroup(cgroup);
    throw error;
  }
}

function assemble(
  start: SandboxStart,
  parts: {
    launched: Awaited<ReturnType<typeof launchSandbox>>;
    first: KnownProcess;
    server: KnownProcess;
    meter: Meter;
    egress: SandboxEgress;
  },
): SandboxProcess {
  const { machine, limits, cgroup, runtimeId } = start;
  const { launched, first, server, meter, egress } = parts;
  const over = new AbortController();
  const refused = RefusedPackets.watch({
    pid: server.pid,
    onEvent: start.onEgress,
  });
  const sandbox = SandboxProcess.create({
    ...launched,
    ...{ runtimeId, first, server },
    usage: async () => {
      const { memoryBytes, cpuSeconds, pids, diskBytes } = await meter.read();
      return { memoryBytes, cpuSeconds, pids, diskBytes };
    },
    ranOutOfMemory: () => (cgroup?.usage().outOfMemory ?? 0) > 0,
    release: async () => {
      over.abort();
      refused.stop();
      egress.close();
      meter.close();
      if (await releaseCgroup(cgroup)) start.onReleased();
    },
  });
  const bounds = Object.entries(machine.bounds);
  const watch = Watch.start({
    read: () => meter.read(),
    limits,
    hard: new Set(
      bounds
        .filter(([, kept]) => kept === 'hard')
        .map(([bound]) => bound as Overuse),
    ),
    onOveruse: (bound, reading) => {
      sandbox.kill(bound);
      start.onOveruse(bound, reading);
    },
    onError: start.onWatchError,
  });
  over.signal.addEventListener('abort', () => watch.stop());
  return sandbox;
}

/** The one child of the sandbox's process 1: the gate, which becomes the server. */
function findServer(first: number): KnownProcess | undefined {
  const [gate] = ProcessTable.children(first);
  return gate === undefined ? undefined : knowProcess(gate);
}

async function setBounds(start: SandboxStart, pid: number): Promise<void> {
  const { machine, limits, cgroup } = start;
  const { prlimit, user, bounds } = machine;
  const isMemoryHard = bounds.memory === 'hard';
  cgroup?.add(pid);
  writeFileSync(`/proc/${pid}/oom_score_adj`, OOM_SCORE);
  if (bounds.cpu !== 'hard') setPriority(pid, NICE);
  // As the server's own user: root without all of its capabilities may not.
  const bare = { cwd: '/', env: {}, ...user };
  const options = rlimits(limits, {
    isMemoryHard,
    mostOpenFiles: readLimit(pid, 'open files'),
  });
  await run(prlimit, ['--pid', `${pid}`, ...options], bare);
  if (readLimit(pid, 'processes') !== limits.pids + 1) {
    throw new Error('The kernel did not take the bounds of the sandbox');
  }
}

/** The hard one. */
function readLimit(pid: number, name: string): number {
  const text = readFileSync(`/proc/${pid}/limits`, 'latin1');
  const found = new RegExp(`^Max ${name} +\\S+ +(\\d+|unlimited)`, 'm').exec(
    text,
  );
  return found?.[1] === 'unlimited' ? Infinity : Number(found?.[1]);
}
