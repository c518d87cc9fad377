import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import { sanitizeText } from '../sanitizeText';

/** Where the portal says more of it. */
const LINK = '/ai-tools/operations';
const MAX_TEXT = 1_000;

/** Tells those who run the portal when a place gets no checkpoints any more, and when it does again. */
export class PlaceNews {
  static create(options: {
    notifications: Pick<NotificationService, 'send'>;
    /** Those who hear of every alert. */
    recipients: readonly string[];
    logger: LoggerService;
  }): PlaceNews {
    return new PlaceNews(options);
  }

  readonly #options: Parameters<typeof PlaceNews.create>[0];

  private constructor(options: Parameters<typeof PlaceNews.create>[0]) {
    this.#options = options;
  }

  /** A place failed that had not failed before. */
  async failing(label: string, error: string): Promise<void> {
    await this.#send(label, 'high', {
      title: 'Checkpoints of the audit log are not exported',
      description: `${label} does not take them: ${error}. Until it does, the database alone proves what is newer. It is tried again.`,
    });
  }

  /** It has all of them again. */
  async mended(label: string): Promise<void> {
    await this.#send(label, 'low', {
      title: 'Checkpoints of the audit log are exported again',
      description: `${label} has all that it missed. There is nothing to do.`,
    });
  }

  async #send(
    label: string,
    severity: 'high' | 'low',
    words: { title: string; description: string },
  ): Promise<void> {
    const { notifications, recipients, logger } = this.#options;
    if (recipients.length === 0) return;
    try {
      await notifications.send({
        recipients: { type: 'entity', entityRef: [...recipients] },
        payload: {
          title: words.title,
          description: sanitizeText(words.description, MAX_TEXT),
          ...{ link: LINK, severity, topic: 'mcp-audit' },
          // One entry for one place: the next word about it takes the place of the last.
          scope: `mcp-checkpoints:${label}`,
        },
      });
    } catch (error) {
      // The set-up page says it all the same.
      logger.error(
        `Nobody could be told about ${label}: ${stringifyError(error)}`,
      );
    }
  }
}
