import { ServiceUnavailableError } from '@backstage/errors';
import type { Knex } from 'knex';
import type { AuditKeys } from '../checkpoints/AuditKeys';
import type { CheckpointStore } from '../checkpoints/CheckpointStore';
import type { ReadHeads } from '../checkpoints/types';
import { ChainEvents } from './ChainEvents';
import { exportArchive } from './exportArchive';
import { planExport } from './planExport';
import type { WantedEvents } from './types';

/** An export reads for minutes: so many are made at once by one replica. */
const MAX_AT_ONCE = 2;

/** An archive that is about to be given. */
export interface OpenedExport {
  fileName: string;
  chunks: AsyncIterable<Uint8Array>;
}

/** Gives the log out as it is chained, with what proves it, page by page. */
export class ChainExports {
  static create(options: {
    database: Knex;
    keys: Pick<AuditKeys, 'current' | 'publicKeys'>;
    store: CheckpointStore;
    heads: ReadHeads;
    now?: () => Date;
  }): ChainExports {
    return new ChainExports(options);
  }

  readonly #options: Parameters<typeof ChainExports.create>[0];
  readonly #events: ChainEvents;
  #underWay = 0;

  private constructor(options: Parameters<typeof ChainExports.create>[0]) {
    this.#options = options;
    this.#events = ChainEvents.create({ database: options.database });
  }

  /**
   * Hands an archive of what is wanted to somebody who takes it. Returns how many events were in it.
   *
   * @throws InputError where it would be too large, NotFoundError where there is no such writer, ServiceUnavailableError while others
   * are under way.
   */
  async give(
    wanted: WantedEvents,
    take: (archive: OpenedExport) => Promise<void>,
  ): Promise<number> {
    if (this.#underWay >= MAX_AT_ONCE) {
      throw new ServiceUnavailableError(
        `${MAX_AT_ONCE} exports of the log are under way; try again when one has ended`,
      );
    }
    this.#underWay += 1;
    try {
      const { now, ...sources } = this.#options;
      const at = now?.() ?? new Date();
      let count = 0;
      const plan = await planExport({
        ...{ wanted, now: at, events: this.#events },
        ...{ store: sources.store, heads: sources.heads },
      });
      await take({
        fileName: `audit-log-${plan.extent.at.replace(/\D/g, '')}.tar`,
        chunks: exportArchive(plan, {
          ...sources,
          events: this.#events,
          onEvents: more => {
            count += more;
          },
        }),
      });
      return count;
    } finally {
      this.#underWay -= 1;
    }
  }
}
