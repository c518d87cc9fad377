import type { Readable, Writable } from 'node:stream';
import type { V1Pod } from '@kubernetes/client-node';
import type {
  RuntimeExit,
  RuntimeProcess,
  RuntimeUsage,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { ClusterClient } from '../cluster/ClusterClient';
import type { AttachedStreams } from './AttachedStreams';
import { podState } from './podState';
import type { PodView } from './PodView';
import { removePod } from './removePod';
import { UsageMeter } from './UsageMeter';

const GRACE_MS = 5_000;
/** Of the grace: how long a server may take to end by itself when nothing comes any more. */
const SHARE_OF_END_OF_INPUT = 0.4;
/** After its connection broke: how long its pod may take to say that it ended. */
const LAST_WORDS_MS = 3_000;

/** What a running server in a pod is made of. */
export interface PodProcessParts {
  readonly runtimeId: string;
  readonly client: ClusterClient;
  readonly pod: V1Pod;
  readonly view: PodView;
  readonly streams: AttachedStreams;
  onNotice(text: string): void;
  /** Nothing of it is left. */
  release(): void;
}

/** A server in its pod. */
export class PodProcess implements RuntimeProcess {
  static create(parts: PodProcessParts): PodProcess {
    return new PodProcess(parts);
  }

  readonly runtimeId: string;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exited: Promise<RuntimeExit>;
  readonly #parts: PodProcessParts;
  readonly #meter: UsageMeter;
  #isStopped = false;
  #graceSeconds = 1;

  private constructor(parts: PodProcessParts) {
    this.#parts = parts;
    this.runtimeId = parts.runtimeId;
    this.stdin = parts.streams.stdin;
    this.stdout = parts.streams.stdout;
    this.stderr = parts.streams.stderr;
    this.#meter = UsageMeter.create(parts);
    this.exited = this.#end();
  }

  usage(): Promise<RuntimeUsage> {
    return this.#meter.read();
  }

  async stop(options: { graceMs?: number } = {}): Promise<void> {
    const graceMs = options.graceMs ?? GRACE_MS;
    const { view, client, pod } = this.#parts;
    this.#isStopped = true;
    this.stdin.end();
    const early = graceMs * SHARE_OF_END_OF_INPUT;
    if (early > 0 && (await view.until(endOf, early))) {
      await this.exited;
      return;
    }
    // The node says SIGTERM, and ends it when that is over.
    this.#graceSeconds = Math.ceil((graceMs - early) / 1000);
    await removePod({
      client,
      pod,
      view,
      graceSeconds: this.#graceSeconds,
    }).catch(error => this.#notice(error as Error));
    await this.exited;
  }

  async #end(): Promise<RuntimeExit> {
    const { client, pod, view, streams, release } = this.#parts;
    const exit = await Promise.race([
      view.until(endOf),
      streams.closed.then(() => this.#lastWords()),
    ]);
    // Its side-car, its Secret and its place in the quota go with it.
    await removePod({
      client,
      pod,
      view,
      graceSeconds: this.#graceSeconds,
    }).catch(error => this.#notice(error as Error));
    streams.close();
    await streams.closed;
    release();
    const known: RuntimeExit = exit ?? { code: null, signal: null };
    return {
      ...known,
      ...(this.#isStopped &&
        !known.killedFor && { killedFor: 'stopped' as const }),
    };
  }

  /** Without its connection a server is of no use: what it was told, and what it said, would be missing. */
  async #lastWords(): Promise<RuntimeExit | undefined> {
    const { client, pod, view, onNotice } = this.#parts;
    const exit = await view.until(endOf, LAST_WORDS_MS);
    if (exit) return exit;
    const live = await client.get(pod).catch(() => undefined);
    const found = live && endOf(live);
    if (found) return found;
    if (!this.#isStopped)
      onNotice('The connection to its pod broke: it is ended.');
    return undefined;
  }

  #notice(error: Error): void {
    this.#parts.onNotice(error.message);
  }
}

function endOf(pod: V1Pod | null): RuntimeExit | undefined {
  if (pod === null) return { code: null, signal: null };
  const state = podState(pod);
  return state.kind === 'ended' ? state.exit : undefined;
}
