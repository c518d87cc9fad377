import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { bwrapArguments, GATE_WORD } from '../plan/bwrapArguments';
import { DESCRIPTORS } from '../plan/descriptors';
import type { SandboxPlan } from '../plan/SandboxPlan';
import type { ServiceUser } from '../machine/ServiceUser';
import { anonymousFile } from './anonymousFile';
import { inheritedDescriptors } from './inheritedDescriptors';

/** How long bubblewrap may take to make a sandbox. */
const TIMEOUT_MS = 15_000;
/** How long is waited for what a bubblewrap that failed has said. */
const LAST_WORDS_MS = 500;

/** A sandbox that is there, with a server that has not begun. */
export interface LaunchedSandbox {
  readonly child: ChildProcess;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The machine's number of the sandbox's process 1. Without it nothing of the sandbox is left. */
  readonly pid: number;
  /** Settles when mounts, namespaces and filter are there. Rejects with what bubblewrap said. */
  readonly ready: Promise<void>;
  /** Lets the server begin. */
  open(): void;
}

/**
 * Makes a sandbox and stops before its server begins, so that limits and listeners are there first.
 *
 * @throws Error with what bubblewrap said; then nothing of it is left.
 */
export async function launchSandbox(options: {
  bwrap: string;
  plan: SandboxPlan;
  seccomp: Buffer;
  gvisor?: { seccomp: Buffer };
  user?: ServiceUser;
  /** What the processes are called in the machine's list of processes. */
  title: string;
}): Promise<LaunchedSandbox> {
  const child = spawnBwrap(options);
  const streams = child.stdio as unknown as (Readable & Writable)[];
  // A sandbox that dies early closes its ends while they are written to: its exit says more than such an error.
  for (const stream of streams) stream?.on('error', () => {});
  const { ready, info, gate } = DESCRIPTORS;
  const { failed, forget } = watchForFailure(child);
  const from = (stream: Readable, pattern: RegExp) =>
    Promise.race([failed, readUntil(stream, pattern)]);
  const isReady = from(streams[ready], /^ready$/m).then(() => {});
  isReady.catch(() => {}); // whoever awaits it learns of it
  try {
    const [, pid] = await from(streams[info], /"child-pid":\s*(\d+)\b[^]*}/);
    return {
      child,
      stdin: child.stdin!,
      stdout: child.stdout!,
      stderr: child.stderr!,
      pid: Number(pid),
      ready: isReady,
      open() {
        // From here on an exit is the server's own.
        forget();
        streams[gate].end(`${GATE_WORD}\n`);
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

function spawnBwrap(
  options: Parameters<typeof launchSandbox>[0],
): ChildProcess {
  const { bwrap, plan, gvisor, user, title } = options;
  const seccomp = plan.isBehindGvisor ? gvisor?.seccomp : options.seccomp;
  if (!seccomp) throw new Error('There is no filter for gVisor');
  const { visible, hidden } = bwrapArguments(plan);
  const opened: number[] = [];
  const keep = (descriptor: number) => {
    opened.push(descriptor);
    return descriptor;
  };
  const stdio: ('pipe' | 'ignore' | number)[] = ['pipe', 'pipe', 'pipe'];
  try {
    stdio[DESCRIPTORS.ready] = 'pipe';
    stdio[DESCRIPTORS.info] = 'pipe';
    stdio[DESCRIPTORS.gate] = 'pipe';
    stdio[DESCRIPTORS.seccomp] = keep(anonymousFile(seccomp));
    stdio[DESCRIPTORS.options] = keep(
      anonymousFile(hidden.map(text => `${text}\0`).join('')),
    );
    plan.files.forEach(({ content }, index) => {
      stdio[DESCRIPTORS.files + index] = keep(anonymousFile(content));
    });
    // bubblewrap passes on what it inherits, and 'ignore' leaves it as it is.
    for (const descriptor of inheritedDescriptors()) {
      if (stdio[descriptor] === undefined) {
        stdio[descriptor] = keep(openSync('/dev/null', 'r'));
      }
    }
    return spawn(bwrap, visible, {
      argv0: title,
      cwd: '/',
      env: {},
      stdio: Array.from(stdio, entry => entry ?? 'ignore'),
      ...user,
    });
  } finally {
    opened.forEach(descriptor => closeSync(descriptor));
  }
}

/** `failed` rejects when bubblewrap ends, does not run at all, or takes too long; until it is to be forgotten. */
function watchForFailure(child: ChildProcess): {
  failed: Promise<never>;
  forget(): void;
} {
  let forget = () => {};
  const failed = new Promise<never>((_, reject) => {
    const timer = setTimeout(
      () => reject(new Error('bubblewrap did not make a sandbox in time')),
      TIMEOUT_MS,
    );
    const onError = (error: Error) =>
      reject(new Error(`bubblewrap does not run: ${error.message}`));
    const onExit = async () => {
      clearTimeout(timer);
      const said = child.stderr && (await lastWords(child.stderr));
      reject(
        new Error(
          `bubblewrap made no sandbox: ${said || 'it did not say why'}`,
        ),
      );
    };
    child.once('error', onError).once('exit', onExit);
    forget = () => {
      clearTimeout(timer);
      child.off('exit', onExit);
    };
  });
  failed.catch(() => {}); // nobody may be waiting any more
  return { failed, forget: () => forget() };
}

function lastWords(stream: Readable): Promise<string> {
  return new Promise(resolve => {
    let text = '';
    const done = () => resolve(text.trim().slice(-500));
    stream.on('data', chunk => (text += chunk)).once('end', done);
    setTimeout(done, LAST_WORDS_MS).unref();
  });
}

function readUntil(
  stream: Readable,
  pattern: RegExp,
): Promise<RegExpExecArray> {
  return new Promise(resolve => {
    let text = '';
    stream.on('data', chunk => {
      text += chunk;
      const match = pattern.exec(text);
      if (match) resolve(match);
    });
  });
}
