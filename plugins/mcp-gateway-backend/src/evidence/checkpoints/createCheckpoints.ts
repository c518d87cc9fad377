import type {
  LoggerService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Knex } from 'knex';
import { readAlertSettings } from '../../alerts/readAlertSettings';
import { oneReplicaAtATime } from '../../database/oneReplicaAtATime';
import { createGuardedAgent } from '../../egress/createGuardedAgent';
import { createGuardedFetch } from '../../egress/createGuardedFetch';
import type { EgressGuard } from '../../egress/EgressGuard';
import type { SecretBox } from '../../encryption/SecretBox';
import { ChainExports } from '../chain-export/ChainExports';
import { AuditKeys } from './AuditKeys';
import { CheckpointDesk } from './CheckpointDesk';
import { Checkpoints } from './Checkpoints';
import { CheckpointStore } from './CheckpointStore';
import { directoryPlace, objectStorePlace, webhookPlace } from './places';
import {
  type PlaceSettings,
  readCheckpointSettings,
} from './readCheckpointSettings';
import { SqlHeads } from './SqlHeads';
import { PlaceNews } from './PlaceNews';
import type { CheckpointPlace } from './types';

const LIMITS = { connectMs: 5_000, headersMs: 30_000, idleMs: 30_000 };

/** Checkpoints of the audit log: what makes them, and what the portal's side shows of them. */
export function createCheckpoints(options: {
  config: RootConfigService;
  database: Knex;
  box: SecretBox;
  guard: EgressGuard;
  notifications: NotificationService;
  logger: LoggerService;
}) {
  const { config, database, box, guard, logger } = options;
  const settings = readCheckpointSettings(config);
  const agent = createGuardedAgent({ guard, limits: LIMITS });
  const send = createGuardedFetch({ guard, agent });
  const keys = AuditKeys.create({ database, box });
  const store = CheckpointStore.create({ database });
  const heads = SqlHeads.create({ database });
  const checkpoints = Checkpoints.create({
    ...{ heads, keys, store, logger },
    news: PlaceNews.create({
      notifications: options.notifications,
      recipients: readAlertSettings(config).recipients,
      logger,
    }),
    places: settings.places.map((place, index) => ({
      ...toPlace(place),
      label: labelOf(place, index),
    })),
  });
  return {
    desk: CheckpointDesk.create({
      ...{ keys, store, checkpoints },
      exports: ChainExports.create({ database, keys, store, heads }),
    }),
    async schedule(scheduler: SchedulerService): Promise<void> {
      await oneReplicaAtATime(database, async () => {
        await scheduler.scheduleTask({
          id: 'mcp-gateway-audit-checkpoints',
          frequency: { minutes: settings.everyMinutes },
          timeout: { minutes: 15 },
          initialDelay: { seconds: 30 },
          scope: 'global',
          fn: async () => await checkpoints.run(),
        });
      });
    },
    async close(): Promise<void> {
      await agent.close();
    },
  };

  function toPlace(place: PlaceSettings): CheckpointPlace {
    switch (place.type) {
      case 'directory':
        return directoryPlace(place.path);
      case 'webhook':
        return webhookPlace({ ...place, send });
      default:
        return objectStorePlace({ ...place, send });
    }
  }
}

/** Paths of webhooks and queries of object stores can be secrets: hosts are enough to know them by. */
function labelOf(place: PlaceSettings, index: number): string {
  const where =
    place.type === 'directory' ? place.path : new URL(place.url).host;
  return `mcpGateway.evidence.checkpoints.export[${index}] (${place.type} ${where})`;
}
