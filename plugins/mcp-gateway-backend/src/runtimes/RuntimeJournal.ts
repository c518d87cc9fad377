import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { EgressEvent } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Clock } from '../access/Clock';
import { sanitizeText } from '../evidence/sanitizeText';
import type {
  JournalSubject,
  RuntimeEgress,
  RuntimeEventEntry,
  RuntimeJournalStore,
  RuntimeLine,
} from './RuntimeJournalStore';

const FLUSH_MS = 500;
const MAX_EVENTS = 10_000;
/** Between two writes, of all runtimes together. */
const MAX_LINES = 2_000;
const MAX_EGRESS = 1_000;

/** Writes down what happens to runtimes, in batches and within bounds: a runtime that says much costs its own log, nothing else. */
export class RuntimeJournal {
  static create(options: {
    store: Pick<RuntimeJournalStore, 'addEvents' | 'addLines' | 'addEgress'>;
    clock: Pick<Clock, 'now'>;
    logger: LoggerService;
  }): RuntimeJournal {
    return new RuntimeJournal(options);
  }

  readonly #options: Parameters<typeof RuntimeJournal.create>[0];
  #events: RuntimeEventEntry[] = [];
  #lines: RuntimeLine[] = [];
  #egress = new Map<string, RuntimeEgress>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isFailing = false;

  private constructor(options: Parameters<typeof RuntimeJournal.create>[0]) {
    this.#options = options;
  }

  event(entry: Omit<RuntimeEventEntry, 'at'>) {
    const why = entry.why && sanitizeText(entry.why, 500);
    this.#events.push({
      ...entry,
      at: this.#options.clock.now(),
      ...(why && { why }),
    });
    // The oldest go first, when nothing can be written for long.
    if (this.#events.length > MAX_EVENTS) this.#events.shift();
    this.#schedule();
  }

  line(subject: JournalSubject, text: string) {
    if (this.#lines.length >= MAX_LINES) return;
    const at = this.#options.clock.now();
    this.#lines.push({ ...subject, at, text: sanitizeText(text, 2_000) });
    this.#schedule();
  }

  egress(subject: JournalSubject, event: EgressEvent) {
    const { host, port, allowed } = event;
    const why = event.why && sanitizeText(event.why, 300);
    const key = JSON.stringify([subject.runtimeId, host, port, allowed, why]);
    const known = this.#egress.get(key);
    if (!known && this.#egress.size >= MAX_EGRESS) return;
    this.#egress.set(key, {
      ...subject,
      at: event.at,
      host: sanitizeText(host, 300),
      ...{ port, allowed },
      ...(why && { why }),
      count: (known?.count ?? 0) + 1,
    });
    this.#schedule();
  }

  /** Writes what waits. Never rejects: what could not be written is tried again. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
  }

  async #write(): Promise<void> {
    const { store, logger } = this.#options;
    const events = this.#events;
    const lines = this.#lines;
    const egress = [...this.#egress.values()];
    this.#events = [];
    this.#lines = [];
    this.#egress = new Map();
    try {
      await store.addEvents(events);
      events.length = 0;
      await store.addLines(lines);
      await store.addEgress(egress);
      this.#isFailing = false;
    } catch (error) {
      this.#events = [...events, ...this.#events].slice(-MAX_EVENTS);
      if (!this.#isFailing) {
        logger.warn(
          `What happens to runtimes could not be written: ${stringifyError(
            error,
          )}`,
        );
      }
      this.#isFailing = true;
      if (this.#events.length > 0) this.#schedule();
    }
  }

  #schedule() {
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }
}
