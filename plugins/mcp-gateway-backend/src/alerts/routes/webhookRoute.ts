import { createHmac } from 'node:crypto';
import type { GuardedFetch } from '../../egress/createGuardedFetch';
import type { WebhookSettings } from '../AlertSettings';
import type { Alert, AlertRoute, Told } from '../types';
import { alertPath, wordsOf } from './wordsOf';

/**
 * Sends alerts to another system. With a secret each request carries `Sallyport-Signature: t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>">`,
 * so that whoever takes it knows who sent it, when, and that nobody changed it.
 */
export function webhookRoute(options: {
  settings: WebhookSettings;
  /** Guarded: a webhook is an address like any other. */
  fetch: GuardedFetch;
  portalUrl?: string;
  clock: () => number;
}): AlertRoute {
  const { settings, fetch, portalUrl, clock } = options;
  return {
    id: webhookId(settings),
    async send(alert, what, signal) {
      const link = portalUrl
        ? `${portalUrl.replace(/\/$/, '')}${alertPath(alert)}`
        : undefined;
      const body = JSON.stringify(
        settings.format === 'slack'
          ? slackBody(alert, what, link)
          : jsonBody(alert, what, link),
      );
      const seconds = Math.floor(clock() / 1000);
      const answer = await fetch(settings.url, {
        ...{ method: 'POST', body, signal },
        headers: {
          'Content-Type': 'application/json',
          ...(settings.secret && {
            'Sallyport-Signature': `t=${seconds},v1=${createHmac(
              'sha256',
              settings.secret,
            )
              .update(`${seconds}.${body}`)
              .digest('hex')}`,
          }),
        },
      });
      await answer.body?.cancel();
      // What the other side says beside that may be anything.
      if (!answer.ok) throw new Error(`It answered ${answer.status}`);
    },
  };
}

/** What a webhook is called among the ways to tell people. */
export function webhookId({ name }: WebhookSettings): string {
  return `webhook:${name}`;
}

function jsonBody(alert: Alert, what: Told, link: string | undefined) {
  const { fingerprint: _, ...shown } = alert;
  return { version: 1, what, ...wordsOf(alert, what), ...shown, link };
}

/** Slack reads three letters as its own: a name must not become a link or call everybody. */
function slackBody(alert: Alert, what: Told, link: string | undefined) {
  const { title, text } = wordsOf(alert, what);
  const plain = (words: string) =>
    words
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[*_~`]/g, ' ');
  return {
    text: `*${plain(title)}*\n${alert.severity}: ${plain(text)}${
      link ? `\n<${link}|Open in the portal>` : ''
    }`,
  };
}
