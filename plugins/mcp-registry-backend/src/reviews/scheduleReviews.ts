import type { SchedulerService } from '@backstage/backend-plugin-api';
import type { RegistryServices } from '../service/createServices';

/** Opens campaigns that are due, makes silence louder and announces the end of grants. */
export async function scheduleReviews(options: {
  scheduler: SchedulerService;
  services: RegistryServices;
}): Promise<void> {
  const { scheduler, services } = options;
  await scheduler.scheduleTask({
    id: 'mcp-registry-open-reviews',
    frequency: { hours: 1 },
    timeout: { minutes: 15 },
    initialDelay: { seconds: 30 },
    scope: 'global',
    fn: async () => {
      await services.reviewOpener.openDue();
    },
  });
  await scheduler.scheduleTask({
    id: 'mcp-registry-advance-reviews',
    frequency: { minutes: 1 },
    timeout: { minutes: 5 },
    initialDelay: { seconds: 20 },
    scope: 'global',
    fn: async () => {
      await services.reviewClock.run();
      await services.emergencyReviews.advance();
    },
  });
  await scheduler.scheduleTask({
    id: 'mcp-registry-announce-ends',
    frequency: { minutes: 1 },
    timeout: { minutes: 5 },
    initialDelay: { seconds: 25 },
    scope: 'global',
    fn: async () => {
      await services.endNotices.announce();
    },
  });
}
