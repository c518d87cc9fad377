import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type {
  RuntimeExit,
  RuntimeProcess,
  RuntimeUsage,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { endTree, type KnownProcess, signal } from './endTree';
import { readExit } from './readExit';

const GRACE_MS = 5_000;
/** Of the grace: how long a server may take to end by itself when nothing comes any more. */
const SHARE_OF_END_OF_INPUT = 0.4;

/** What belongs to a sandbox outside of it. */
export interface SandboxParts {
  readonly runtimeId: string;
  readonly child: ChildProcess;
  /** The sandbox's process 1. */
  readonly first: KnownProcess;
  readonly server: KnownProcess;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  usage(): Promise<RuntimeUsage>;
  /** Whether the kernel ended something of it for want of memory. */
  ranOutOfMemory(): boolean;
  /** Lets go of everything outside, when nothing is inside any more. */
  release(): Promise<void>;
}

/** A server in its sandbox. */
export class SandboxProcess implements RuntimeProcess {
  static create(parts: SandboxParts): SandboxProcess {
    return new SandboxProcess(parts);
  }

  readonly runtimeId: string;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exited: Promise<RuntimeExit>;
  readonly #parts: SandboxParts;
  #killedFor: RuntimeExit['killedFor'];

  private constructor(parts: SandboxParts) {
    this.#parts = parts;
    this.runtimeId = parts.runtimeId;
    this.stdin = parts.stdin;
    this.stdout = parts.stdout;
    this.stderr = parts.stderr;
    this.exited = this.#end();
  }

  usage(): Promise<RuntimeUsage> {
    return this.#parts.usage();
  }

  async stop(options: { graceMs?: number } = {}): Promise<void> {
    const graceMs = options.graceMs ?? GRACE_MS;
    const { server, first, stdin } = this.#parts;
    this.#killedFor ??= 'stopped';
    stdin.end();
    const early = graceMs * SHARE_OF_END_OF_INPUT;
    if (await this.#endsWithin(early)) return;
    signal(server, 'SIGTERM');
    if (await this.#endsWithin(graceMs - early)) return;
    signal(first, 'SIGKILL');
    await this.exited;
  }

  /** Ends it at once, for going over a bound. */
  kill(bound: NonNullable<RuntimeExit['killedFor']>): void {
    this.#killedFor ??= bound;
    signal(this.#parts.first, 'SIGKILL');
  }

  async #endsWithin(ms: number): Promise<boolean> {
    const timer = new AbortController();
    const late = setTimeout(ms, false, { signal: timer.signal }).catch(
      () => false,
    );
    const ended = await Promise.race([this.exited.then(() => true), late]);
    timer.abort();
    return ended;
  }

  async #end(): Promise<RuntimeExit> {
    const { child, first, ranOutOfMemory, release } = this.#parts;
    if (child.exitCode === null && child.signalCode === null) {
      await once(child, 'exit');
    }
    // The server has ended; what it left running has not.
    await endTree(first);
    if (ranOutOfMemory()) this.#killedFor ??= 'memory';
    await release();
    return {
      ...readExit(child.exitCode, child.signalCode),
      ...(this.#killedFor && { killedFor: this.#killedFor }),
    };
  }
}
