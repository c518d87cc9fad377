import { randomUUID } from 'node:crypto';
import type {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import type { RuntimeDriver } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Knex } from 'knex';
import { systemClock } from '../access/Clock';
import type { AccessDirectory, MembershipResolver } from '../access/types';
import type { StaticSecret } from '../credentials/StaticSecrets';
import { DriverSet } from './DriverSet';
import { FleetDesk } from './fleet/FleetDesk';
import { FleetStore } from './fleet/FleetStore';
import { HostedProbe } from './HostedProbe';
import type { HostedRuntime } from './HostedRuntime';
import { readRuntimeSettings } from './readRuntimeSettings';
import { RuntimeDesk } from './RuntimeDesk';
import { RuntimeJournal } from './RuntimeJournal';
import { RuntimeJournalStore } from './RuntimeJournalStore';
import { RuntimeKeeper } from './RuntimeKeeper';
import { RuntimeManager } from './RuntimeManager';
import { RuntimeSecrets } from './RuntimeSecrets';
import { RuntimeStore } from './RuntimeStore';
import type { RuntimePool } from './types';

/** The servers that the gateway runs itself. */
export interface RuntimesRoom {
  readonly pool: RuntimePool;
  readonly probe: HostedProbe;
  readonly desk: RuntimeDesk;
  readonly fleet: FleetDesk;
  readonly drivers: DriverSet;
  /** Those of this replica. */
  running(): readonly Pick<HostedRuntime, 'state'>[];
  start(): Promise<void>;
  /** Ends every runtime of this replica. */
  stop(): Promise<void>;
  /** Forgets what is of no more use. */
  cleanUp(): Promise<void>;
}

/** Puts everything together that runs servers. */
export function createRuntimes(options: {
  database: Knex;
  config: RootConfigService;
  drivers: readonly RuntimeDriver[];
  secrets: ReadonlyMap<string, StaticSecret>;
  directory: AccessDirectory;
  membership: MembershipResolver;
  logger: LoggerService;
}): RuntimesRoom {
  const { database, config, directory, logger } = options;
  const clock = systemClock;
  const settings = readRuntimeSettings(config);
  // This process and no other: what it leaves behind is found by it.
  const owner = randomUUID();
  const drivers = DriverSet.create({
    drivers: options.drivers,
    ...(settings.driver !== undefined && { preferred: settings.driver }),
    clock,
  });
  const store = RuntimeStore.create({ database });
  const journalStore = RuntimeJournalStore.create({ database });
  const journal = RuntimeJournal.create({
    ...{ store: journalStore, clock, logger },
  });
  const manager = RuntimeManager.create({
    ...options,
    ...{ owner, drivers, settings, journal, clock },
    secrets: RuntimeSecrets.create(options),
  });
  const keeper = RuntimeKeeper.create({
    ...{ owner, manager, drivers, store, journal, settings, clock, logger },
  });
  let stopWatching = () => {};
  return {
    pool: manager,
    probe: HostedProbe.create({ owner, drivers, journal, clock, logger }),
    desk: RuntimeDesk.create({
      ...{ directory, drivers, manager, store, settings, journal },
      ...{ journalStore, clock },
    }),
    fleet: FleetDesk.create({
      ...{ owner, directory, manager, store, journal, clock },
      fleetStore: FleetStore.create({ database }),
    }),
    drivers,
    running: () => manager.runtimes,
    async start() {
      stopWatching = directory.onChange(refs => void manager.reconcile(refs));
      // What a dead predecessor has left is ended before anything is started.
      await keeper.tick();
      keeper.start();
      if (drivers.all.length === 0) return;
      const { ready, tier, problems } = await drivers.status();
      if (ready) logger.info(`Servers can be run here: ${tier}`);
      for (const { text, remedy } of problems) {
        logger.warn(`Running servers: ${text} ${remedy}`);
      }
    },
    async stop() {
      stopWatching();
      await keeper.stop();
    },
    async cleanUp() {
      await journalStore.cleanUp(clock.now());
    },
  };
}
