import type {
  LoggerService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Knex } from 'knex';
import type { SaveListener } from '../evidence/CallStore';
import { Budgets } from './budgets/Budgets';
import { BudgetWarnings } from './budgets/BudgetWarnings';
import { MonthTotals } from './budgets/MonthTotals';
import { TokenMeter } from './counting/TokenMeter';
import { TokenWorker } from './counting/TokenWorker';
import type { UsageSettings } from './readUsageSettings';
import { UsageCompactor } from './UsageCompactor';
import { UsageDesk } from './UsageDesk';
import { UsageEntries } from './UsageEntries';
import { UsageReader } from './UsageReader';
import { UsageRoller } from './UsageRoller';
import { UsageSummaries } from './summaries/UsageSummaries';
import { awaitTurn, UsageRollups } from './UsageRollups';
import { UsageStore } from './UsageStore';

const ROLL_MS = 5_000;
const FLUSH_MS = 1_000;
const SUMMARISE_MS = 60_000;

/** What was used, added up; and what may be. */
export interface UsageRoom {
  /** Learns of finished calls in the transaction that writes them. */
  onSave: SaveListener;
  budgets: Budgets;
  /** Absent where tokens are not counted. */
  meter?: TokenMeter;
  desk: UsageDesk;
  store: UsageStore;
  /** Adds up what waits; usage is as old as this is ago. */
  roll(): Promise<void>;
  cleanUp(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Puts together what adds usage up. */
export function createUsage(options: {
  database: Knex;
  settings: UsageSettings;
  logger: LoggerService;
  notifications: Pick<NotificationService, 'send'>;
  userInfo: UserInfoService;
  permissions: PermissionsService;
}): UsageRoom {
  const { database, settings, logger } = options;
  const currency = settings.prices.length > 0 ? settings.currency : undefined;
  const months = MonthTotals.create({ database });
  const budgets = Budgets.create({ rules: settings.budgets, months, currency });
  const entries = UsageEntries.create({ countsTokens: settings.countTokens });
  const worker = TokenWorker.create({ encoding: settings.encoding, logger });
  const meter = settings.countTokens
    ? TokenMeter.create({ worker })
    : undefined;
  const summaries = UsageSummaries.create({ database, awaitTurn });
  const rollups = UsageRollups.create({
    ...{ database, entries, months, summaries },
    prices: settings.prices,
  });
  const compactor = UsageCompactor.create({
    ...settings,
    ...{ database, summaries },
  });
  const warnings = BudgetWarnings.create(options);
  const roll = async () => {
    await rollups.run();
    await warnings.send(await budgets.refresh());
  };
  const store = UsageStore.create({ database, summaries });
  const rollers = [
    UsageRoller.create({ step: roll, everyMs: ROLL_MS, logger }),
    UsageRoller.create({
      step: async () => meter?.flush(),
      everyMs: FLUSH_MS,
      logger,
    }),
    UsageRoller.create({
      step: () => summaries.run(),
      everyMs: SUMMARISE_MS,
      logger,
    }),
  ];
  return {
    onSave: (transaction, records) => entries.add(transaction, records),
    budgets,
    meter,
    desk: UsageDesk.create({
      ...options,
      budgets,
      reader: UsageReader.create({ store, currency }),
    }),
    store,
    roll,
    cleanUp: () => compactor.run(),
    async start() {
      await budgets.refresh();
      rollers.forEach(roller => roller.start());
    },
    async stop() {
      await Promise.all(rollers.map(roller => roller.stop()));
      await worker.stop();
    },
  };
}
