import type { SchedulerService } from '@backstage/backend-plugin-api';
import type { RegistryServices } from '../service/createServices';
import type { DigestSettings } from './readDigestSettings';

/** Tells owners regularly, where that is on. */
export async function scheduleDigests(options: {
  scheduler: SchedulerService;
  services: Pick<RegistryServices, 'digestSender'>;
  settings: DigestSettings;
}): Promise<void> {
  const { scheduler, services, settings } = options;
  if (!settings.enabled) return;
  await scheduler.scheduleTask({
    id: 'mcp-registry-plan-digests',
    frequency: { cron: settings.cron },
    timeout: { minutes: 5 },
    scope: 'global',
    fn: async () => await services.digestSender.plan(),
  });
  await scheduler.scheduleTask({
    id: 'mcp-registry-send-digests',
    frequency: { minutes: 1 },
    timeout: { minutes: 15 },
    initialDelay: { minutes: 1 },
    scope: 'global',
    fn: async () => await services.digestSender.deliver(),
  });
}
