import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { BrokenSpoolError, SpoolReader } from '../spool/SpoolReader';
import type { SpoolRoom } from '../spool/SpoolRoom';
import { WriterLock } from '../spool/WriterLock';
import { type AuditStore, BrokenChainError } from './AuditStore';
import type { LeftNotes } from './LeftNotes';
import { readEventsInBites } from './readEvents';

/** Brings spools into the database whose writers are gone: what a crash left is in the log as well. */
export class Leftovers {
  static create(options: {
    room: SpoolRoom;
    store: Pick<AuditStore, 'add' | 'end' | 'seqOf'>;
    /** The writer of this process. */
    own: string;
    notes: Pick<LeftNotes, 'take' | 'writeDown'>;
    /** The time on the file system. */
    fileTime: () => number;
    logger: LoggerService;
  }): Leftovers {
    return new Leftovers(options);
  }

  readonly #options: Parameters<typeof Leftovers.create>[0];

  private constructor(options: Parameters<typeof Leftovers.create>[0]) {
    this.#options = options;
  }

  /** Takes all that there are. What cannot be taken now stays, and is tried again the next time. */
  async take(): Promise<void> {
    const { room, own, notes, fileTime, logger } = this.#options;
    // Of what was taken before, and could not be written down then.
    await notes.writeDown();
    for (const writer of await room.writers()) {
      if (writer === own) continue;
      try {
        if (await WriterLock.isGone(room.of(writer), fileTime())) {
          await this.#takeOne(writer);
        }
      } catch (error) {
        // Another replica may have been faster.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
        logger.error(
          `The audit events that writer ${writer} left could not be taken over yet: ${stringifyError(
            error,
          )}`,
        );
      }
    }
  }

  async #takeOne(writer: string) {
    const { room, store, notes, logger } = this.#options;
    await room.unlock(writer);
    const reader = new SpoolReader({ directory: room.of(writer), writer });
    let count = 0;
    try {
      for (;;) {
        const lines = await reader.next();
        if (lines.length === 0) break;
        await store.add(writer, await readEventsInBites(lines));
        count += lines.length;
      }
    } catch (error) {
      if (
        !(error instanceof BrokenSpoolError) &&
        !(error instanceof BrokenChainError)
      ) {
        throw error;
      }
      logger.error(
        `The spool of writer ${writer} is not as it was written and is set aside: ${error.message}`,
      );
      await notes.take(writer);
      await room.setSpoolAside(writer);
      await store.end(writer);
      return;
    }
    const { rest } = reader;
    if (rest) {
      const seq = await store.seqOf(writer);
      await room.setAside(`${writer}-${seq + 1}.torn`, rest.bytes);
      logger.warn(
        `Writer ${writer} died while it wrote event ${
          seq + 1
        }, which is no event: its ${rest.bytes.length} bytes are set aside`,
      );
    }
    await store.end(writer, rest?.bytes.length);
    await notes.take(writer);
    await room.remove(writer);
    logger.info(
      `${count} audit events that writer ${writer} left were taken over`,
    );
  }
}
