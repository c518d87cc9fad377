import { Worker } from 'node:worker_threads';
import {
  type LoggerService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import type { TokenCounts } from '../types';
import { packJobs } from './packJobs';

const FILE = resolvePackagePath(
  '@sallyport/backstage-plugin-mcp-gateway-backend',
  'workers/countTokens.js',
);

/** So long messages are gathered: a thread that is woken for each call takes a processor from whoever waits for the call's answer. */
const GATHER_MS = 200;
/** What is gathered goes when it is so much. */
const MAX_GATHERED = 100;
const MAX_GATHERED_BYTES = 256 * 1024;

/** One message: how it begins (not changed by anybody any more), and how large it is. */
export interface MessagePart {
  head: readonly (Uint8Array | string)[];
  bytes: number;
}

/** What is to be counted of a call. */
export interface CountJob {
  id: string;
  request: MessagePart;
  response: MessagePart;
}

/** `undefined`: it could not be counted. */
type OnCounted = (counts: TokenCounts | undefined) => void;

interface Pending {
  bytes: number;
  onCounted: OnCounted;
}

/** A thread that counts tokens. So much may wait for it, so long; then it begins anew without what waited. */
export class TokenWorker {
  static create(options: {
    encoding: string;
    logger: Pick<LoggerService, 'warn'>;
    maxJobs?: number;
    maxBytes?: number;
    stuckMs?: number;
  }): TokenWorker {
    return new TokenWorker(options);
  }

  readonly #options: Required<Parameters<typeof TokenWorker.create>[0]>;
  readonly #pending = new Map<string, Pending>();
  #bytes = 0;
  #gathered: CountJob[] = [];
  #gatheredBytes = 0;
  #gathering: NodeJS.Timeout | undefined;
  #worker: Worker | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #isStopped = false;

  private constructor(options: Parameters<typeof TokenWorker.create>[0]) {
    this.#options = {
      maxJobs: 1_000,
      maxBytes: 16 * 1024 * 1024,
      stuckMs: 10_000,
      ...options,
    };
  }

  /** `false`: too much waits already. */
  count(job: CountJob, onCounted: OnCounted): boolean {
    const { maxJobs, maxBytes } = this.#options;
    const bytes = headBytes(job.request) + headBytes(job.response);
    const isFull =
      this.#pending.size >= maxJobs || this.#bytes + bytes > maxBytes;
    if (this.#isStopped || isFull) return false;
    this.#pending.set(job.id, { bytes, onCounted });
    this.#bytes += bytes;
    this.#gathered.push(job);
    this.#gatheredBytes += bytes;
    const isMuch =
      this.#gathered.length >= MAX_GATHERED ||
      this.#gatheredBytes >= MAX_GATHERED_BYTES;
    if (isMuch) this.#send();
    else this.#gathering ??= setTimeout(() => this.#send(), GATHER_MS).unref();
    return true;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const worker = this.#worker;
    this.#giveUp();
    await worker?.terminate();
  }

  #send(): void {
    const jobs = this.#takeGathered();
    const worker = (this.#worker ??= this.#begin());
    this.#watch(worker);
    const packed = packJobs(jobs);
    worker.postMessage(packed, [packed.heads.buffer, packed.numbers.buffer]);
  }

  #takeGathered(): CountJob[] {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    const jobs = this.#gathered;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    return jobs;
  }

  #begin(): Worker {
    const { encoding, logger } = this.#options;
    const worker = new Worker(FILE, {
      workerData: { encoding },
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    worker.unref();
    worker.on('message', ({ ids, counts }: CountedMessage) => {
      ids.forEach((id, i) => {
        const [tokensIn, tokensOut, isEstimated] = counts.subarray(3 * i);
        const isCounted = !Number.isNaN(tokensIn);
        this.#settle(
          worker,
          id,
          isCounted
            ? { tokensIn, tokensOut, isEstimated: isEstimated === 1 }
            : undefined,
        );
      });
    });
    worker.on('error', error => {
      logger.warn(
        'The thread that counts tokens failed and begins anew',
        error,
      );
      this.#end(worker);
    });
    worker.on('exit', () => this.#end(worker));
    return worker;
  }

  #settle(worker: Worker, id: string, counts: TokenCounts | undefined): void {
    const pending = this.#pending.get(id);
    if (!pending || worker !== this.#worker) return;
    this.#pending.delete(id);
    this.#bytes -= pending.bytes;
    clearTimeout(this.#watchdog);
    this.#watchdog = undefined;
    if (this.#pending.size > 0) this.#watch(worker);
    pending.onCounted(counts);
  }

  /** Whoever counts what was gathered for so long is stuck. */
  #watch(worker: Worker): void {
    if (this.#watchdog) return;
    this.#watchdog = setTimeout(() => {
      this.#options.logger.warn(
        'The thread that counts tokens is stuck and begins anew',
      );
      this.#end(worker);
      void worker.terminate();
    }, this.#options.stuckMs);
    this.#watchdog.unref();
  }

  #end(worker: Worker): void {
    if (worker === this.#worker) this.#giveUp();
  }

  /** Whatever waits is not counted, and whoever asked learns so. */
  #giveUp(): void {
    this.#worker = undefined;
    this.#takeGathered();
    clearTimeout(this.#watchdog);
    this.#watchdog = undefined;
    const left = [...this.#pending.values()];
    this.#pending.clear();
    this.#bytes = 0;
    for (const { onCounted } of left) onCounted(undefined);
  }
}

function headBytes({ head }: MessagePart): number {
  let bytes = 0;
  for (const chunk of head) bytes += chunk.length;
  return bytes;
}

/** What the thread says of each: tokens of its arguments, of its result, and 1 for an estimate; not a number where it could not count. */
interface CountedMessage {
  ids: string[];
  counts: Float64Array;
}
