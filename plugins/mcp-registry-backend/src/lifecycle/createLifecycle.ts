import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Knex } from 'knex';
import { LifecycleNotifier } from './LifecycleNotifier';
import { LifecycleService } from './LifecycleService';
import { LifecycleWorker } from './LifecycleWorker';
import { NoticeService } from './NoticeService';

/** Wires what ends servers. */
export function createLifecycle(
  options: Omit<Parameters<typeof LifecycleService.create>[0], 'notices'> & {
    knex: Knex;
    logger: LoggerService;
    notifications: NotificationService;
  },
): { lifecycle: LifecycleService; lifecycleWorker: LifecycleWorker } {
  const notices = NoticeService.create({
    ...options,
    notifier: LifecycleNotifier.create(options),
  });
  return {
    lifecycle: LifecycleService.create({ ...options, notices }),
    lifecycleWorker: LifecycleWorker.create({ ...options, notices }),
  };
}
