import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { AccessDirectory } from '../access/types';
import { oneReplicaAtATime } from '../database/oneReplicaAtATime';
import type { ProbeService } from '../service/ProbeService';
import { ComparisonStore } from './ComparisonStore';
import { DriftDesk } from './DriftDesk';
import { DriftWatch } from './DriftWatch';
import type { DriftSettings } from './readDriftSettings';
import { ScheduledComparison } from './ScheduledComparison';
import { SightingStore } from './SightingStore';
import { Standings } from './Standings';
import { WatchedDirectory } from './WatchedDirectory';

/** What keeps unapproved tools away. */
export type Drift = ReturnType<typeof createDrift>;

/** Puts the comparison of live tools together, around the access documents that calls are decided on. */
export function createDrift(options: {
  database: Knex;
  /** As the registry says it. */
  directory: AccessDirectory;
  logger: LoggerService;
}) {
  const { database, logger } = options;
  const clock = () => Date.now();
  const standings = Standings.create();
  const store = SightingStore.create({ database });
  const watch = DriftWatch.create({ store, standings, clock, logger });
  const directory = WatchedDirectory.create({ ...options, standings, watch });
  let stopSettling = () => {};
  return {
    /** With quarantined tools marked. */
    directory,
    watch,
    desk: DriftDesk.create({ store, directory: options.directory }),
    /** Before the first call. */
    async start() {
      await watch.start();
      stopSettling = directory.settle();
    },
    /** Lets one replica at a time ask servers for their tools. */
    async schedule(by: {
      scheduler: SchedulerService;
      probes: ProbeService;
      settings: DriftSettings;
    }) {
      const comparison = ScheduledComparison.create({
        ...{ directory, watch, clock, logger },
        ...{ probes: by.probes, settings: by.settings },
        store: ComparisonStore.create({ database }),
      });
      await oneReplicaAtATime(database, async () => {
        await by.scheduler.scheduleTask({
          id: 'mcp-gateway-compare-tools',
          frequency: { seconds: 30 },
          timeout: { minutes: 15 },
          initialDelay: { seconds: 10 },
          scope: 'global',
          fn: async signal => await comparison.run(signal),
        });
      });
    },
    stop() {
      stopSettling();
      watch.stop();
    },
  };
}
