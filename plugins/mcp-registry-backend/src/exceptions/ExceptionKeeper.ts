import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  type ExceptionState,
  nextExceptionState,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { CheckCatalog } from '../checks/CheckCatalog';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { touchServer } from '../feed/FeedStore';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import { REGISTRY_ITSELF } from '../servers/EntityIntake';
import type { ExceptionHold } from './ExceptionHold';
import type { ExceptionNotices } from './ExceptionNotices';
import type { FoundException } from './exceptionRole';
import {
  endingExceptions,
  nextOpenExceptions,
  updateException,
} from './ExceptionStore';
import { dropUse, servedUses } from './ExceptionUseStore';
import { goneUses, whyObsolete } from './findObsolete';
import { mustFindException } from './mustFindException';
import type { ExceptionSettings } from './readExceptionSettings';
import { stopWhereOver } from './stopWhereOver';

const AT_ONCE = 200;
const DAY_MS = 86_400_000;

/**
 * Writes down what time and the checks have done to exceptions, tells people before and at an end, and stops what serves because of one
 * that is over. Nobody waits for it: the gate and gateways go by the time itself.
 */
export class ExceptionKeeper {
  static create(options: {
    database: RegistryDatabase;
    logger: LoggerService;
    clock: Clock;
    catalog: CheckCatalog;
    settings: ExceptionSettings;
    notices: ExceptionNotices;
    hold: ExceptionHold;
  }): ExceptionKeeper {
    return new ExceptionKeeper(options);
  }

  readonly #options: Parameters<typeof ExceptionKeeper.create>[0];

  private constructor(options: Parameters<typeof ExceptionKeeper.create>[0]) {
    this.#options = options;
  }

  async run(): Promise<void> {
    await this.#endDue();
    await this.#remind();
    await this.#closeObsolete();
    await this.#lookAtServed();
  }

  async #endDue(): Promise<void> {
    const { database } = this.#options;
    const due = await endingExceptions(database.knex, {
      until: this.#now(),
      limit: AT_ONCE,
    });
    for (const { id, state } of due) {
      await this.#each(id, async () => {
        if (state === 'approved') {
          await this.#close(id, { from: state, how: 'ended' });
        } else {
          const reason = 'Nobody decided before the end that it asked for.';
          await this.#close(id, { from: state, how: 'obsolete', reason });
        }
      });
    }
  }

  async #remind(): Promise<void> {
    const { database, clock, notices, settings } = this.#options;
    const now = clock.now().getTime();
    // The nearest first: after a time in which nobody was told, nobody is told of more days than there are.
    for (const days of [...settings.remindDays].reverse()) {
      const soon = await endingExceptions(database.knex, {
        until: new Date(now + days * DAY_MS).toISOString(),
        limit: AT_ONCE,
      });
      for (const { id, ...exception } of soon) {
        const isTold =
          exception.state !== 'approved' ||
          (exception.remindedDays ?? Infinity) <= days ||
          // Who was given less than that knows without being told.
          Date.parse(exception.expiresAt) -
            Date.parse(exception.decidedAt ?? '') <=
            days * DAY_MS;
        if (isTold) continue;
        const isMine = await database.transaction(
          async tx =>
            await updateException(tx, {
              ...{ id, from: 'approved' },
              columns: { reminded_days: days },
            }),
        );
        if (!isMine) continue;
        await this.#each(id, async () => {
          await notices.endsSoon(
            await mustFindException(database.knex, id),
            days,
          );
        });
      }
    }
  }

  async #closeObsolete(): Promise<void> {
    const { database, catalog } = this.#options;
    const { knex } = database;
    let afterId = '';
    for (;;) {
      const page = await nextOpenExceptions(knex, { afterId, limit: AT_ONCE });
      if (page.length === 0) return;
      for (const { id, state } of page) {
        afterId = id;
        await this.#each(id, async () => {
          const found = await mustFindException(knex, id);
          const reason = await whyObsolete(knex, { ...found, catalog });
          if (!reason) return;
          await this.#close(id, { from: state, how: 'obsolete', reason });
        });
      }
    }
  }

  /** What is not found any more in a version that serves needs no exception; one that needs what is over stops. */
  async #lookAtServed(): Promise<void> {
    const { database, catalog, hold } = this.#options;
    for (const { serverId, digest } of await servedUses(database.knex)) {
      const gone = await goneUses(database.knex, { digest, catalog });
      const mustStop = await hold.mustStop(database.knex, { serverId, digest });
      if (gone.length === 0 && !mustStop) continue;
      await database.change(async tx => {
        let isChanged = false;
        // Once more: a check may have found it again meanwhile.
        for (const findingId of await goneUses(tx, { digest, catalog })) {
          isChanged = (await dropUse(tx, { digest, findingId })) || isChanged;
        }
        if (isChanged) await touchServer(tx, serverId);
        await stopWhereOver(tx, { serverId, at: this.#now(), hold });
      });
    }
  }

  async #close(
    id: string,
    options: {
      from: ExceptionState;
      how: 'ended' | 'obsolete';
      reason?: string;
    },
  ): Promise<void> {
    const { database, hold, notices } = this.#options;
    const { from, how, reason } = options;
    const next = nextExceptionState(from, how === 'ended' ? 'end' : 'lapse');
    if (!next.ok) return;
    const at = this.#now();
    const closed = await database.change(
      async (tx): Promise<[FoundException, boolean] | undefined> => {
        const written = await updateException(tx, {
          ...{ id, from },
          columns: {
            state: next.state,
            closed_by: REGISTRY_ITSELF,
            closed_at: at,
            close_reason: reason ?? null,
          },
        });
        // Another replica was faster, or a person.
        if (!written) return undefined;
        await addHistory(tx, {
          ...{ kind: 'exception', id, at, by: REGISTRY_ITSELF },
          ...{ event: next.state, reason },
        });
        const found = await mustFindException(tx, id);
        const serverId = found.server.id;
        await touchServer(tx, serverId);
        return [found, await stopWhereOver(tx, { serverId, at, hold })];
      },
    );
    if (!closed) return;
    const [found, stopped] = closed;
    await notices.over(found, { how, reason, stopped });
  }

  /** One that cannot be written down keeps no other one waiting. */
  async #each(id: string, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#options.logger.warn(`Exception ${id}: ${stringifyError(error)}`);
    }
  }

  #now(): string {
    return this.#options.clock.now().toISOString();
  }
}
