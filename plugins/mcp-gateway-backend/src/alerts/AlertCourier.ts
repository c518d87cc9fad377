import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Knex } from 'knex';
import type { AlertStore } from './store/AlertStore';
import { dropMessage, dueMessages, postponeMessage } from './store/messages';
import type { AlertRoute } from './types';

const AT_ONCE = 100;
const MAX_TRIES = 12;
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 60 * 60_000;
const TIMEOUT_MS = 10_000;

/** Brings words about alerts to people, each way by itself: one that does not answer holds up no other, and is tried again. */
export class AlertCourier {
  static create(options: {
    database: Knex;
    alerts: Pick<AlertStore, 'get'>;
    routes: readonly AlertRoute[];
    clock: () => number;
    logger: LoggerService;
  }) {
    return new AlertCourier(options);
  }

  readonly #options: Parameters<typeof AlertCourier.create>[0];

  private constructor(options: Parameters<typeof AlertCourier.create>[0]) {
    this.#options = options;
  }

  /** Sends what is due. Never rejects for what one way does. */
  async run(signal?: AbortSignal): Promise<void> {
    const { database, alerts, routes, clock, logger } = this.#options;
    for (const message of await dueMessages(database, clock(), AT_ONCE)) {
      if (signal?.aborted) return;
      const route = routes.find(({ id }) => id === message.route);
      const alert = await alerts.get(message.alertId);
      // A way that is not configured any more, or what was cleaned up.
      if (!route || !alert) {
        await dropMessage(database, message.id);
        continue;
      }
      try {
        await route.send(alert, message.what, AbortSignal.timeout(TIMEOUT_MS));
        await dropMessage(database, message.id);
      } catch (error) {
        const isLast = message.tries + 1 >= MAX_TRIES;
        logger.warn(
          `The alert ${alert.id} could not be sent by ${route.id}${
            isLast ? '; it is not tried again' : ''
          }: ${stringifyError(error)}`,
        );
        if (isLast) {
          await dropMessage(database, message.id);
        } else {
          const pause = FIRST_PAUSE_MS * 2 ** message.tries;
          await postponeMessage(
            database,
            message,
            clock() + Math.min(pause, LONGEST_PAUSE_MS),
          );
        }
      }
    }
  }
}
