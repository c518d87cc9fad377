import type {
  AuthService,
  LoggerService,
  PermissionsService,
  RootConfigService,
  SchedulerService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import type { McpRegistryService } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Knex } from 'knex';
import type { AccessDirectory } from '../access/types';
import { oneReplicaAtATime } from '../database/oneReplicaAtATime';
import { SightingStore } from '../drift/SightingStore';
import type { EgressGuard } from '../egress/EgressGuard';
import { createGuardedAgent } from '../egress/createGuardedAgent';
import { createGuardedFetch } from '../egress/createGuardedFetch';
import type { CallReader } from '../service/CallReader';
import { AlertCourier } from './AlertCourier';
import { AlertDesk } from './AlertDesk';
import { AlertEngine } from './AlertEngine';
import { CallSource } from './facts/CallSource';
import { CheckSource } from './facts/CheckSource';
import { DriftSource } from './facts/DriftSource';
import { EgressSource } from './facts/EgressSource';
import { ProbeSource } from './facts/ProbeSource';
import { Teams } from './facts/Teams';
import { Reactor } from './reactions/Reactor';
import { ReactionStore } from './reactions/ReactionStore';
import { readAlertSettings } from './readAlertSettings';
import { notificationRoute } from './routes/notificationRoute';
import { signalRoute } from './routes/signalRoute';
import { webhookRoute } from './routes/webhookRoute';
import { AlertActions } from './store/AlertActions';
import { AlertStore } from './store/AlertStore';

const EVERY_SECONDS = 10;
const KEEP_MS = 180 * 24 * 60 * 60_000;
const WEBHOOK_MS = 5_000;

/** Puts detectors, what they find, and whoever is told of it together. */
export function createAlerts(options: {
  database: Knex;
  directory: AccessDirectory;
  calls: CallReader;
  guard: EgressGuard;
  notifications: NotificationService;
  signals: SignalsService;
  catalog: CatalogService;
  registry: McpRegistryService;
  auth: AuthService;
  userInfo: UserInfoService;
  permissions: PermissionsService;
  config: RootConfigService;
  logger: LoggerService;
}) {
  const { database, directory, config, guard, logger } = options;
  const settings = readAlertSettings(config);
  const clock = () => Date.now();
  const alerts = AlertStore.create({ database });
  const agent = createGuardedAgent({
    guard,
    limits: {
      ...{ connectMs: WEBHOOK_MS, headersMs: WEBHOOK_MS, idleMs: WEBHOOK_MS },
    },
  });
  const fetch = createGuardedFetch({ guard, agent });
  const portalUrl = config.getOptionalString('app.baseUrl');
  const routes = [
    {
      route: notificationRoute({ ...options, recipients: settings.recipients }),
      from: settings.notifyFrom,
    },
    { route: signalRoute(options), from: 'low' as const },
    ...settings.webhooks.map(webhook => ({
      route: webhookRoute({ settings: webhook, fetch, portalUrl, clock }),
      from: webhook.from,
    })),
  ];
  const verdicts = CheckSource.create({ database, directory });
  const teams = Teams.create(options);
  const reactions = ReactionStore.create({ database });
  const ways = routes.map(({ route, from }) => ({ id: route.id, from }));
  const reactor = Reactor.create({
    ...{ ...options, store: reactions, alerts, teams, clock },
    routes: ways,
  });
  const engine = AlertEngine.create({
    ...{ database, directory, settings, clock, logger },
    sources: [
      CallSource.create({ database, directory, teams }),
      EgressSource.create({ database, directory }),
      DriftSource.create({
        sightings: SightingStore.create({ database }),
        directory,
      }),
      ProbeSource.create({ database, directory }),
      verdicts,
    ],
    routes: ways,
  });
  const courier = AlertCourier.create({
    ...{ database, alerts, clock, logger },
    routes: routes.map(({ route }) => route),
  });
  return {
    desk: AlertDesk.create({
      ...{ ...options, alerts, verdicts, reactions, clock },
      actions: AlertActions.create({ database, clock }),
    }),
    /** Lets one replica at a time look at what is new, and tell people. */
    async schedule(scheduler: SchedulerService) {
      if (!settings.enabled) return;
      await oneReplicaAtATime(database, async () => {
        await scheduler.scheduleTask({
          id: 'mcp-gateway-alerts',
          frequency: { seconds: EVERY_SECONDS },
          timeout: { minutes: 15 },
          initialDelay: { seconds: 5 },
          scope: 'global',
          fn: async signal => {
            if (!directory.isReady()) return;
            await engine.run(signal);
            await reactor.run(signal);
            await courier.run(signal);
          },
        });
        await scheduler.scheduleTask({
          id: 'mcp-gateway-alerts-clean-up',
          frequency: { hours: 6 },
          timeout: { minutes: 10 },
          initialDelay: { minutes: 2 },
          scope: 'global',
          fn: async () => await alerts.cleanUp(new Date(clock() - KEEP_MS)),
        });
      });
    },
    async close() {
      await agent.close();
    },
  };
}
