import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  type AuditEvent,
  auditEventSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { validate as isUuid } from 'uuid';
import { toAuditEvent } from '../events/toAuditEvent';
import { isoTime } from '../isoTime';
import { newCallId } from '../newCallId';
import { CallNotes } from '../spool/CallNotes';
import type { SpoolRoom } from '../spool/SpoolRoom';
import type { CallRecord } from '../types';
import type { AuditStore } from './AuditStore';

const DAY_MS = 24 * 60 * 60 * 1000;

interface NotedCall {
  callId: string;
  event: AuditEvent;
  text: string;
}

/**
 * Writes down the calls that a killed writer had noted and not written: somebody may have their answers, and how they ended nobody knows.
 * They go into the chain of whoever writes them down, since nobody goes on with the chain of another.
 */
export class LeftNotes {
  static create(options: {
    room: SpoolRoom;
    /** The writer of this process. */
    own: string;
    store: Pick<AuditStore, 'lacking'>;
    append: (text: string, event: AuditEvent) => Promise<void>;
    /** So long calls are kept. A slot may hold one that was deleted since. */
    keptDays: number;
    /** Waits until what was appended is in the database. */
    flush: () => Promise<void>;
    logger: LoggerService;
  }): LeftNotes {
    return new LeftNotes(options);
  }

  readonly #options: Parameters<typeof LeftNotes.create>[0];
  /** Appended, and perhaps not in the database yet. */
  readonly #appended = new Set<string>();

  private constructor(options: Parameters<typeof LeftNotes.create>[0]) {
    this.#options = options;
  }

  /** Takes the notes of a writer that is gone. Its events have to be in the database; of two who take them, one gets them. */
  async take(writer: string): Promise<void> {
    const { room, own } = this.#options;
    await room.moveNotes(writer, own);
    await this.writeDown();
  }

  /** Writes down what was taken. What cannot be written now stays for the next time, here or in the next life. */
  async writeDown(): Promise<void> {
    const { room, own, store, append, flush, logger } = this.#options;
    for (const name of await room.movedNotes(own)) {
      const noted = await this.#read(room.of(own), name);
      const ids = noted.map(({ callId }) => callId);
      const lacking = await store.lacking(ids);
      const fresh = noted.filter(
        ({ callId }) => lacking.has(callId) && !this.#appended.has(callId),
      );
      for (const { callId, event, text } of fresh) {
        this.#appended.add(callId);
        // Where it cannot be written now it waits in the spool.
        await append(text, event).catch(() => {});
      }
      if (fresh.length > 0) {
        logger.warn(
          `${fresh.length} calls were under way, or answered a moment before, when the gateway that served them ended: how they ended is not known`,
        );
      }
      if (lacking.size > 0) await flush();
      // What waits in memory is nowhere else.
      const isDone = lacking.size === 0 || !(await store.lacking(ids)).size;
      if (!isDone) continue;
      for (const id of ids) this.#appended.delete(id);
      await room.removeMovedNotes(own, name);
    }
  }

  async #read(directory: string, name: string): Promise<NotedCall[]> {
    const now = Date.now();
    const at = isoTime(now);
    const oldest = isoTime(now - this.#options.keptDays * DAY_MS);
    const notes = await CallNotes.read(directory, name);
    if (!notes) {
      this.#options.logger.warn(
        'What a gateway had noted when it ended lay in the memory of its machine and is gone with it, or the machine is another one: of calls that were answered in its last moment the log may not know',
      );
      return [];
    }
    return notes.flatMap(note => {
      const event = eventOf(note, at);
      const call = event?.sallyport.call;
      // What was torn when the power failed was never promised to outlive that; what is not kept any more is not written anew.
      return event && call && isUuid(call.id) && call.at >= oldest
        ? [{ callId: call.id, event, text: JSON.stringify(event) }]
        : [];
    });
  }
}

/** That a call may have been answered, and nobody knows how it ended; `undefined`: it is no call's note. */
function eventOf(note: string, at: string): AuditEvent | undefined {
  try {
    // The file may say anything; what comes out of it is looked at.
    const record: CallRecord = { ...JSON.parse(note), outcome: 'pending' };
    const written = { phase: 'opened', id: newCallId(), at } as const;
    const text = JSON.stringify(toAuditEvent(record, written));
    return auditEventSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
