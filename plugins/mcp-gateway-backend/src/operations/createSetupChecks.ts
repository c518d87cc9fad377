import type {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { systemClock } from '../access/Clock';
import type { AccessDirectory } from '../access/types';
import type { EgressGuard } from '../egress/EgressGuard';
import type { CheckpointDesk } from '../evidence/checkpoints/CheckpointDesk';
import type { Evidence } from '../evidence/createEvidence';
import type { DriverSet } from '../runtimes/DriverSet';
import { createAskWithoutCredential } from './askWithoutCredential';
import { ServerCheck } from './ServerCheck';
import { SetupChecks } from './SetupChecks';
import { SetupRunStore } from './SetupRunStore';

/** Puts the set-up checks together. */
export function createSetupChecks(options: {
  database: Knex;
  directory: AccessDirectory;
  guard: EgressGuard;
  drivers: Pick<DriverSet, 'report'>;
  audit: Pick<Evidence, 'status'>;
  checkpoints: Pick<CheckpointDesk, 'places'>;
  config: RootConfigService;
  logger: LoggerService;
}): { checks: SetupChecks; stop(): Promise<void> } {
  const servers = ServerCheck.create({
    ...options,
    store: SetupRunStore.create(options),
    ask: createAskWithoutCredential(options),
    clock: systemClock,
  });
  return {
    checks: SetupChecks.create({ ...options, servers }),
    stop: async () => await servers.stop(),
  };
}
