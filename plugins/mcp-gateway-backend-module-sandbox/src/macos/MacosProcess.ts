import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type {
  RuntimeExit,
  RuntimeProcess,
  RuntimeUsage,
} from '@sallyport/backstage-plugin-mcp-gateway-node';

const GRACE_MS = 5_000;
const SHARE_OF_END_OF_INPUT = 0.4;

/** A server behind the library's own program, which leads a group of processes. */
export class MacosProcess implements RuntimeProcess {
  static create(options: {
    runtimeId: string;
    child: ChildProcessWithoutNullStreams;
    usage(): Promise<RuntimeUsage>;
    /** Lets go of everything outside, when it has ended. */
    release(): void;
  }): MacosProcess {
    return new MacosProcess(options);
  }

  readonly runtimeId: string;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exited: Promise<RuntimeExit>;
  readonly #options: Parameters<typeof MacosProcess.create>[0];
  #killedFor: RuntimeExit['killedFor'];

  private constructor(options: Parameters<typeof MacosProcess.create>[0]) {
    const { child, runtimeId } = options;
    this.#options = options;
    this.runtimeId = runtimeId;
    this.stdin = child.stdin;
    this.stdout = child.stdout;
    this.stderr = child.stderr;
    // Whoever writes to one that has ended hears of its end, not of this.
    child.stdin.on('error', () => {});
    this.exited = this.#end();
  }

  usage(): Promise<RuntimeUsage> {
    return this.#options.usage();
  }

  async stop(options: { graceMs?: number } = {}): Promise<void> {
    const graceMs = options.graceMs ?? GRACE_MS;
    this.#killedFor ??= 'stopped';
    this.stdin.end();
    const early = graceMs * SHARE_OF_END_OF_INPUT;
    if (await this.#endsWithin(early)) return;
    this.#signal('SIGTERM');
    if (await this.#endsWithin(graceMs - early)) return;
    this.#signal('SIGKILL');
    await this.exited;
  }

  /** Ends it at once, for going over a bound. */
  kill(bound: NonNullable<RuntimeExit['killedFor']>): void {
    this.#killedFor ??= bound;
    this.#signal('SIGKILL');
  }

  async #end(): Promise<RuntimeExit> {
    const { child, release } = this.#options;
    const [code, signal] = (await once(child, 'exit')) as [
      number | null,
      string | null,
    ];
    // What is left of the group; what has left the group nothing finds.
    this.#signal('SIGKILL');
    release();
    const killedFor = this.#killedFor;
    return { code, signal, ...(killedFor && { killedFor }) };
  }

  async #endsWithin(ms: number): Promise<boolean> {
    const timer = new AbortController();
    const isOver = await Promise.race([
      this.exited.then(() => true),
      setTimeout(ms, false, { signal: timer.signal }).catch(() => false),
    ]);
    timer.abort();
    return isOver;
  }

  #signal(name: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.#options.child;
    try {
      if (pid !== undefined) process.kill(-pid, name);
    } catch {
      // Nothing is left of it.
    }
  }
}
