import { setImmediate, setTimeout } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { AuditEvent } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Call } from '../../pipeline/types';
import type { Answered } from '../../transport/AnswerRecord';
import { toBodyEvent } from '../events/toBodyEvent';
import { isoTime } from '../isoTime';
import { newCallId } from '../newCallId';
import type { BodyMaterial } from './BodyMaterial';
import { BodyQueue } from './BodyQueue';
import type { BodySealer } from './BodySealer';
import type { BodyRow, BodyStore } from './BodyStore';
import { toBodyMaterial } from './toBodyMaterial';
import { toCallBody } from './toCallBody';

const BATCH = 20;
const RETRY_MS = 500;
const MAX_TRIES = 60;

/** Why arguments and result of a call are not kept. */
export type LossReason = 'queue' | 'encryption' | 'database' | 'stopped';

type Kept = { row: BodyRow } & { digest: string; bytes: number };

/**
 * Keeps arguments and results of calls whose server's policy wants it: after they were answered, encrypted, in the database. The audit log
 * learns of each when it is there, or why it is not: what only the call's own event announces was lost with its gateway.
 *
 *   noted ──▶ waits ──made, encrypted──▶ written ──▶ event "kept"
 *     └─ no room ─────────┴─ no key ────────┴─ no database, or the end ──▶ event "lost"
 */
export class CallBodies {
  static create(options: {
    store: Pick<BodyStore, 'add'>;
    sealer: Pick<BodySealer, 'seal'>;
    /** Appends to the audit log. */
    tell: (event: AuditEvent) => void;
    logger: Pick<LoggerService, 'warn'>;
    retryMs?: number;
    maxTries?: number;
  }): CallBodies {
    return new CallBodies(options);
  }

  readonly #options: Parameters<typeof CallBodies.create>[0];
  readonly #queue = new BodyQueue();
  #working: Promise<void> | undefined;
  #warned: LossReason | undefined;
  readonly #stop = new AbortController();

  private constructor(options: Parameters<typeof CallBodies.create>[0]) {
    this.#options = options;
  }

  /** Takes note of a call and its answer. Never waits, never throws; costs nothing where nothing is to be kept. */
  note(call: Call, answered?: Pick<Answered, 'outcome' | 'bytes' | 'head'>) {
    const material = call.recording && toBodyMaterial(call, answered);
    if (!material) return;
    if (this.#stop.signal.aborted || !this.#queue.add(material)) {
      this.#lost([material.callId], 'queue');
      return;
    }
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  /** Waits until everything noted is kept or lost. */
  async flush(): Promise<void> {
    while (this.#working) await this.#working;
  }

  /** What cannot be kept by now is lost, and the log says so. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.flush();
  }

  async #work(): Promise<void> {
    // The answer leaves first.
    await setImmediate();
    while (this.#queue.length > 0) {
      const kept: Kept[] = [];
      for (const material of this.#queue.take(BATCH)) {
        const sealed = await this.#seal(material);
        if (sealed) kept.push(sealed);
        // Calls come before what is kept of them.
        await setImmediate();
      }
      if (kept.length > 0) await this.#write(kept);
    }
  }

  async #seal(material: BodyMaterial): Promise<Kept | undefined> {
    const { callId, at } = material;
    try {
      const body = toCallBody(material);
      const { sealed, ...rest } = await this.#options.sealer.seal(body);
      return { row: { call_id: callId, at, sealed }, ...rest };
    } catch (error) {
      this.#lost([callId], 'encryption', error);
      return undefined;
    }
  }

  async #write(kept: readonly Kept[]): Promise<void> {
    const { store, retryMs = RETRY_MS, maxTries = MAX_TRIES } = this.#options;
    const { signal } = this.#stop;
    for (let tries = 1; ; tries += 1) {
      try {
        await store.add(kept.map(({ row }) => row));
        break;
      } catch (error) {
        if (signal.aborted || tries >= maxTries) {
          const reason = signal.aborted ? 'stopped' : 'database';
          this.#lost(
            kept.map(({ row }) => row.call_id),
            reason,
            error,
          );
          return;
        }
        await setTimeout(retryMs, undefined, { signal }).catch(() => {});
      }
    }
    this.#warned = undefined;
    for (const { row, digest, bytes } of kept) {
      this.#tell({ callId: row.call_id, state: 'kept', digest, bytes });
    }
  }

  #lost(callIds: readonly string[], why: LossReason, error?: unknown) {
    if (this.#warned !== why) {
      this.#warned = why;
      this.#options.logger.warn(
        `Arguments and results of calls are not kept for now (${why}); the audit log says of which${
          error === undefined ? '' : `: ${stringifyError(error)}`
        }`,
      );
    }
    for (const callId of callIds) {
      this.#tell({ callId, state: 'lost', why });
    }
  }

  #tell(body: Parameters<typeof toBodyEvent>[0]) {
    const written = { id: newCallId(), at: isoTime(Date.now()) };
    this.#options.tell(toBodyEvent(body, written));
  }
}
