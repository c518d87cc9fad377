import type { SchedulerService } from '@backstage/backend-plugin-api';
import { DEFAULT_DIGEST } from '../digest/readDigestSettings';
import { scheduleDigests } from '../digest/scheduleDigests';
import { scheduleReviews } from '../reviews/scheduleReviews';
import type { RegistryServices } from './createServices';
import type { Settings } from './Settings';

const EXPIRY_SECONDS = 30;
const CHECK_SECONDS = 15;
const DRIFT_SECONDS = 5;
const EXCEPTION_SECONDS = 10;
const APPROVAL_SECONDS = 15;
const CONDITION_SECONDS = 10;
/** The task that looks into repositories. */
export const GITOPS_TASK = 'mcp-registry-import-definitions';

/** Starts what the registry does by itself: following the catalog and writing down what has run out, and checking revisions. */
export async function scheduleTasks(options: {
  scheduler: SchedulerService;
  services: RegistryServices;
  settings: Settings;
}): Promise<void> {
  const { scheduler, services, settings } = options;
  await scheduler.scheduleTask({
    id: 'mcp-registry-catalog-sync',
    frequency: { seconds: settings.catalogSyncSeconds },
    timeout: { minutes: 5 },
    initialDelay: { seconds: 2 },
    scope: 'global',
    fn: async () => await services.sync.run(),
  });
  await scheduler.scheduleTask({
    id: 'mcp-registry-expire-grants',
    frequency: { seconds: EXPIRY_SECONDS },
    timeout: { minutes: 1 },
    scope: 'global',
    fn: async () => {
      await services.grants.expireDue();
    },
  });
  await scheduler.scheduleTask({
    id: 'mcp-registry-end-stops',
    frequency: { seconds: EXPIRY_SECONDS },
    timeout: { minutes: 1 },
    scope: 'global',
    fn: async () => {
      await services.stops.service.endDue();
    },
  });
  await scheduler.scheduleTask({
    id: 'mcp-registry-lifecycle',
    frequency: { seconds: EXPIRY_SECONDS },
    timeout: { minutes: 5 },
    initialDelay: { seconds: 5 },
    scope: 'global',
    fn: async () => await services.lifecycleWorker.run(),
  });
  await scheduler.scheduleTask({
    id: 'mcp-registry-check-revisions',
    frequency: { seconds: CHECK_SECONDS },
    timeout: { minutes: 30 },
    initialDelay: { seconds: 5 },
    scope: 'global',
    fn: async () => await services.checkWorker.run(),
  });
  await scheduler.scheduleTask({
    id: 'mcp-registry-keep-exceptions',
    frequency: { seconds: EXCEPTION_SECONDS },
    timeout: { minutes: 5 },
    initialDelay: { seconds: 5 },
    scope: 'global',
    fn: async () => await services.exceptionKeeper.run(),
  });
  await scheduler.scheduleTask({
    id: 'mcp-registry-read-advisories',
    frequency: { minutes: settings.contents.refreshMinutes },
    timeout: { hours: 2 },
    initialDelay: { seconds: 3 },
    scope: 'global',
    fn: async () => {
      const { contents, checkWorker } = services;
      const isNew = await contents.read();
      if (isNew) await checkWorker.renew(contents.check.manifest);
    },
  });
  await scheduler.scheduleTask({
    id: 'mcp-registry-take-drift',
    frequency: { seconds: DRIFT_SECONDS },
    timeout: { minutes: 1 },
    initialDelay: { seconds: 5 },
    scope: 'global',
    fn: async () => await services.drift.run(),
  });
  await scheduler.scheduleTask({
    id: 'mcp-registry-follow-approvals',
    frequency: { seconds: APPROVAL_SECONDS },
    timeout: { minutes: 10 },
    initialDelay: { seconds: 5 },
    scope: 'global',
    fn: async () => await services.approvalWorker.run(),
  });
  await scheduler.scheduleTask({
    id: 'mcp-registry-follow-access-requests',
    frequency: { seconds: APPROVAL_SECONDS },
    timeout: { minutes: 10 },
    initialDelay: { seconds: 5 },
    scope: 'global',
    fn: async () => await services.accessApprovalWorker.run(),
  });
  await scheduler.scheduleTask({
    id: 'mcp-registry-keep-conditions',
    frequency: { seconds: CONDITION_SECONDS },
    timeout: { minutes: 5 },
    initialDelay: { seconds: 5 },
    scope: 'global',
    fn: async () => {
      await services.conditionKeeper.run();
      await services.liftKeeper.run();
    },
  });
  await scheduleReviews(options);
  await scheduleDigests({
    ...options,
    settings: settings.digest ?? DEFAULT_DIGEST,
  });
  if (services.gitOps.sources.length > 0) {
    await scheduler.scheduleTask({
      id: GITOPS_TASK,
      frequency: { seconds: settings.gitOps.seconds },
      timeout: { minutes: 10 },
      initialDelay: { seconds: 3 },
      // One replica at a time.
      scope: 'global',
      fn: async signal => await services.gitOps.run(signal as AbortSignal),
    });
  }
}
