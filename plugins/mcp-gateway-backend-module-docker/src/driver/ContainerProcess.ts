import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type {
  RuntimeExit,
  RuntimeProcess,
  RuntimeUsage,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Attachment } from '../engine/attach';
import type { Engine } from './Engine';
import { readExit } from './readExit';
import { untilDone } from './untilDone';

const GRACE_MS = 5_000;
/** Of the grace: how long a server may take to end by itself when nothing comes any more. */
const SHARE_OF_END_OF_INPUT = 0.4;
/** How long the engine may take to tell of an end after the last output. */
const SILENT_MS = 2_000;
/** What is on its way of the last output when the end is told. */
const LAST_OUTPUT_MS = 1_000;

/** What belongs to a server in a container. */
export interface ContainerParts {
  readonly runtimeId: string;
  readonly engine: Engine;
  readonly id: string;
  readonly attached: Attachment;
  usage(): Promise<RuntimeUsage>;
  /** Whether the kernel ended something of it for want of memory, as far as anybody sees. */
  ranOutOfMemory(): boolean;
  /** Lets go of everything outside, when nothing is inside any more. */
  release(): Promise<void>;
}

/** A server in its container. */
export class ContainerProcess implements RuntimeProcess {
  static create(parts: ContainerParts): ContainerProcess {
    return new ContainerProcess(parts);
  }

  readonly runtimeId: string;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exited: Promise<RuntimeExit>;
  readonly #parts: ContainerParts;
  #killedFor: RuntimeExit['killedFor'];
  #isOver = false;

  private constructor(parts: ContainerParts) {
    this.#parts = parts;
    this.runtimeId = parts.runtimeId;
    this.stdin = parts.attached.input;
    this.stdout = parts.attached.output;
    this.stderr = parts.attached.log;
    this.exited = this.#end();
    void parts.attached.detached.then(() => this.#onDetached());
  }

  usage(): Promise<RuntimeUsage> {
    return this.#parts.usage();
  }

  async stop(options: { graceMs?: number } = {}): Promise<void> {
    const graceMs = options.graceMs ?? GRACE_MS;
    this.#killedFor ??= 'stopped';
    this.stdin.end();
    const early = graceMs * SHARE_OF_END_OF_INPUT;
    if (await this.#endsWithin(early)) return;
    if (early > 0) {
      await this.#signal('SIGTERM');
      if (await this.#endsWithin(graceMs - early)) return;
    }
    await this.#kill();
    await this.exited;
  }

  /** Ends it at once; for going over a bound, where one is named. */
  kill(bound?: NonNullable<RuntimeExit['killedFor']>): void {
    this.#killedFor ??= bound;
    void this.#kill();
  }

  /** Engines take a container for running until its output is read: what nobody reads by then is thrown away. */
  async #kill(): Promise<void> {
    const signalled = this.#signal('SIGKILL');
    if (!(await this.#endsWithin(LAST_OUTPUT_MS))) this.#parts.attached.close();
    await signalled;
  }

  async #signal(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const { engine, id } = this.#parts;
    await untilDone(async () => {
      if (!this.#isOver) await engine.signal(id, signal);
    });
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

  /** What was on its way is lost, and with it what answers belong to: a server that nobody speaks with is of no use. */
  async #onDetached(): Promise<void> {
    // Not every engine tells, and a moment later the kernel's own count is gone with the container.
    if (this.#parts.ranOutOfMemory()) this.#killedFor ??= 'memory';
    if (!(await this.#endsWithin(SILENT_MS))) this.kill();
  }

  async #end(): Promise<RuntimeExit> {
    const { engine, id, attached, ranOutOfMemory, release } = this.#parts;
    const found = await untilDone(async () => {
      await engine.waitForEnd(id);
      return engine.inspect(id);
    });
    // With its first process all others of the container have ended.
    if (found?.State.OOMKilled || ranOutOfMemory())
      this.#killedFor ??= 'memory';
    await Promise.race([
      attached.closed,
      setTimeout(LAST_OUTPUT_MS, undefined, { ref: false }),
    ]);
    attached.close();
    await untilDone(() => engine.remove(id));
    this.#isOver = true;
    await release();
    return {
      ...(found
        ? readExit(found.State.ExitCode)
        : { code: null, signal: null }),
      ...(this.#killedFor && { killedFor: this.#killedFor }),
    };
  }
}
