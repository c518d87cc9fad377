import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { systemClock } from '../../access/Clock';
import type { Seal } from '../../sessions/Seal';
import type { UpstreamChooser } from '../../transport/UpstreamChooser';
import { Confirmations } from './Confirmations';
import { ConfirmationStore } from './ConfirmationStore';
import { ConfirmLinks } from './ConfirmLinks';
import { CountStore } from './CountStore';
import { HistoryFacts } from './HistoryFacts';
import { HistoryGuard } from './HistoryGuard';
import type { HistoryRule } from './historyRuleSchema';
import { HistoryRules } from './HistoryRules';
import { OpenReads } from './OpenReads';
import { ReadStore } from './ReadStore';
import { WatchingChooser } from './WatchingChooser';

/** Rules that look at history, as the data plane and the portal have them. */
export interface History {
  guard: HistoryGuard;
  confirmations: Confirmations;
  rules: HistoryRules;
  around(
    chooser: Pick<UpstreamChooser, 'choose'>,
  ): Pick<UpstreamChooser, 'choose'>;
  cleanUp(): Promise<void>;
  stop(): Promise<void>;
}

/** Puts the rules that look at history together. */
export function createHistory(options: {
  rules: readonly HistoryRule[];
  database: Knex;
  seal: Seal;
  /** How long the database may take. */
  timeoutMs: number;
  clientOf: (tokenId: string) => Promise<string | undefined>;
  logger: LoggerService;
}): History {
  const { clientOf, logger, timeoutMs } = options;
  const clock = systemClock;
  const rules = HistoryRules.create(options.rules);
  const confirmations = ConfirmationStore.create(options);
  const reads = ReadStore.create(options);
  const counts = CountStore.create(options);
  const links = ConfirmLinks.create({ seal: options.seal, clock });
  const facts = HistoryFacts.create({
    ...{ confirmations, reads, counts, timeoutMs, clock, logger },
  });
  const guard = HistoryGuard.create({ rules, facts, links, clock, logger });
  const open = OpenReads.create({ store: reads, clock, logger });
  return {
    guard,
    rules,
    confirmations: Confirmations.create({
      ...{ rules, links, clientOf, clock },
      store: confirmations,
    }),
    around: chooser => WatchingChooser.create({ chooser, guard, open }),
    cleanUp: async () => {
      const now = clock.now();
      await confirmations.deleteExpired(now);
      await reads.deleteOld(now);
      await counts.deleteEnded(now);
    },
    stop: async () => await open.stop(),
  };
}
