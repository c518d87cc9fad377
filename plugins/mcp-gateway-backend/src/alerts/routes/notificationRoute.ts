import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Alert, AlertRoute } from '../types';
import { alertPath, wordsOf } from './wordsOf';

/** Tells the server's owner, and the groups that hear of every alert, in the portal; processors of Backstage's notifications make e-mail of it. */
export function notificationRoute(options: {
  notifications: NotificationService;
  recipients: readonly string[];
}): AlertRoute {
  const { notifications, recipients } = options;
  return {
    id: 'notifications',
    async send(alert, what) {
      // The registry itself tells people in the portal when a check turns: nobody hears of one thing twice.
      if (alert.detector === 'checks') return;
      const to = recipientsOf(alert, recipients);
      if (to.length === 0) return;
      const { title, text } = wordsOf(alert, what);
      const severity = what === 'retracted' ? 'low' : alert.severity;
      await notifications.send({
        recipients: { type: 'entity', entityRef: to },
        payload: {
          ...{ title, description: text, link: alertPath(alert) },
          severity: severity === 'medium' ? 'normal' : severity,
          topic: 'mcp-alerts',
          // One entry for one alert: the next word about it takes the place of the last.
          scope: `mcp-alert:${alert.id}`,
        },
      });
    },
  };
}

function recipientsOf(alert: Alert, recipients: readonly string[]): string[] {
  return [...new Set([...(alert.owner ? [alert.owner] : []), ...recipients])];
}
