import { randomUUID } from 'crypto';
import { readFile, rm, stat, writeFile } from 'fs/promises';
import { join } from 'path';
import { z } from 'zod';
import { isProcessGone, type ProcessMark, thisProcess } from './processMark';

const LOCK = 'lock';
const BEAT_MS = 10_000;
/** Of a process that cannot be looked at, since it is on another machine or in another container. */
const GONE_AFTER_MS = 60_000;
/** Without a beat for so long, a writer asks first whether its spool is still its own. */
const DOUBT_AFTER_MS = 25_000;

const lockSchema = z.object({
  token: z.string(),
  process: z.object({
    host: z.string(),
    boot: z.string().optional(),
    namespace: z.string().optional(),
    pid: z.number().int(),
    started: z.string().optional(),
  }),
});

/**
 * Says that a spool is filled by a process that lives: writers that share a directory leave it alone. A process that can be looked at is
 * gone when it is gone; any other when its lock was not written for a minute, by the clock of the file system.
 */
export class WriterLock {
  /** Takes the lock of a directory that nobody else knows of yet. */
  static async take(directory: string): Promise<WriterLock> {
    const lock = new WriterLock(directory);
    await lock.#write('wx');
    return lock;
  }

  /**
   * Whether whoever fills a spool is gone.
   *
   * @param now - The time on the file system, as the lock of whoever asks has it
   */
  static async isGone(directory: string, now: number): Promise<boolean> {
    const path = join(directory, LOCK);
    let text: string;
    let written: number;
    try {
      text = await readFile(path, 'utf8');
      written = (await stat(path)).mtimeMs;
    } catch (error) {
      // A spool comes into being with its lock: without one somebody has begun to remove it.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
      throw error;
    }
    const lock = lockSchema.safeParse(parse(text));
    const isGone = lock.success
      ? isProcessGone(lock.data.process as ProcessMark)
      : undefined;
    return isGone ?? now - written > GONE_AFTER_MS;
  }

  /** Takes the lock from whoever has it. */
  static async remove(directory: string): Promise<void> {
    await rm(join(directory, LOCK), { force: true });
  }

  #path: string;
  readonly #content: string;
  readonly #token = randomUUID();
  #timer: NodeJS.Timeout | undefined;
  #beatAt = performance.now();
  #fileTime = 0;
  #isLost = false;

  private constructor(directory: string) {
    this.#path = join(directory, LOCK);
    this.#content = JSON.stringify({
      token: this.#token,
      process: thisProcess(),
    });
  }

  /** The time on the file system. */
  get fileTime(): number {
    return this.#fileTime;
  }

  /** The directory was moved. */
  moveTo(directory: string) {
    this.#path = join(directory, LOCK);
  }

  start() {
    this.#timer = setInterval(
      () => void this.beat().catch(() => {}),
      BEAT_MS,
    ).unref();
  }

  stop() {
    clearInterval(this.#timer);
  }

  /** Throws when the spool is not this writer's any more. Takes time only where that is in doubt. */
  confirm(): void | Promise<void> {
    if (performance.now() - this.#beatAt > DOUBT_AFTER_MS) {
      return this.beat().then(() => this.#throwIfLost());
    }
    return this.#throwIfLost();
  }

  #throwIfLost() {
    if (this.#isLost) {
      throw new Error(
        'The spool was taken over while this process did not answer; it has to be started again',
      );
    }
  }

  /** Says that this process lives. */
  async beat(): Promise<void> {
    const found = await readFile(this.#path, 'utf8').catch(error => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    if (found !== this.#content) this.#isLost = true;
    else await this.#write('r+');
  }

  async #write(flag: 'wx' | 'r+') {
    await writeFile(this.#path, this.#content, { flag, mode: 0o600 });
    this.#fileTime = (await stat(this.#path)).mtimeMs;
    this.#beatAt = performance.now();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
