import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { Clock } from '../service/Clock';
import { REGISTRY_ITSELF } from '../servers/EntityIntake';
import { findServerById } from '../servers/ServerStore';
import { endServer } from './endServer';
import type { NoticeService } from './NoticeService';

const END_AT_ONCE = 50;

/** Retires servers whose last day has come, and sends notices. Gateways go by the moment itself and do not wait for this. */
export class LifecycleWorker {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    logger: LoggerService;
    notices: NoticeService;
  }): LifecycleWorker {
    return new LifecycleWorker(options);
  }

  readonly #options: Parameters<typeof LifecycleWorker.create>[0];

  private constructor(options: Parameters<typeof LifecycleWorker.create>[0]) {
    this.#options = options;
  }

  async run(): Promise<void> {
    await this.endDue();
    await this.#options.notices.send();
  }

  /** Writes down which servers have come to their end. */
  async endDue(): Promise<number> {
    const { database, clock, logger } = this.#options;
    const now = clock.now().toISOString();
    const due: { id: string }[] = await database
      .knex('servers')
      .where('retire_at', '<=', now)
      .orderBy('retire_at')
      .limit(END_AT_ONCE)
      .select('id');
    let ended = 0;
    for (const { id } of due) {
      try {
        ended += (await this.#end(id, now)) ? 1 : 0;
      } catch (error) {
        logger.error(`${id} could not be retired: ${stringifyError(error)}`);
      }
    }
    return ended;
  }

  async #end(id: string, now: string): Promise<boolean> {
    return await this.#options.database.change(async tx => {
      const server = await findServerById(tx, id);
      // Another replica was here, or somebody has named another day.
      const { deprecated } = server?.life ?? {};
      const { endOfLife } = server ?? {};
      if (!server || !endOfLife || !deprecated || endOfLife.retireAt > now) {
        return false;
      }
      await endServer(tx, {
        server,
        at: now,
        by: REGISTRY_ITSELF,
        reason: endOfLife.reason,
        successorId: endOfLife.successorId,
      });
      return true;
    });
  }
}
