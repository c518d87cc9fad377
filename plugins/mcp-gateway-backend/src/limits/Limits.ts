import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { systemClock } from '../access/Clock';
import { limit } from '../pipeline/limit';
import type { Stage } from '../pipeline/types';
import { LimitCounters } from './LimitCounters';
import { LimitLedger } from './LimitLedger';
import { MessageBound } from './MessageBound';
import type { LimitSettings } from './readLimitSettings';

/** Limits as the data plane has them: a stage, and what settles in the background. */
export class Limits {
  static create(options: {
    settings: LimitSettings;
    database: Knex;
    logger: LoggerService;
  }): Limits {
    const { settings, database, logger } = options;
    const ledger = LimitLedger.create({
      counters: LimitCounters.create({ database }),
      clock: systemClock,
      logger,
    });
    const messages = MessageBound.create(settings.messages);
    const { defaults } = settings;
    return new Limits(ledger, limit({ ledger, messages, defaults }));
  }

  /** Refuses calls that are too many. */
  readonly stage: Stage;
  readonly #ledger: LimitLedger;

  private constructor(ledger: LimitLedger, stage: Stage) {
    this.#ledger = ledger;
    this.stage = stage;
  }

  async start(): Promise<void> {
    await this.#ledger.start();
  }

  async stop(): Promise<void> {
    await this.#ledger.stop();
  }
}
