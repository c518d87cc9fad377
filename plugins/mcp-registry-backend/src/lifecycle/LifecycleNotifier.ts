import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { ServerRecord } from '../servers/ServerRecord';
import type { NoticeKind } from './dueNotices';
import type { EndOfLife } from './EndOfLife';

/** How many people one message goes to; the next ones get their own. */
const RECIPIENTS_AT_ONCE = 100;

/** Says to those who use a server that it ends. What takes its place is said in the portal, to those who may see it. */
export class LifecycleNotifier {
  static create(options: {
    notifications: NotificationService;
    logger: LoggerService;
  }): LifecycleNotifier {
    return new LifecycleNotifier(options);
  }

  readonly #options: Parameters<typeof LifecycleNotifier.create>[0];

  private constructor(options: Parameters<typeof LifecycleNotifier.create>[0]) {
    this.#options = options;
  }

  async serverEnds(
    server: ServerRecord & { endOfLife: EndOfLife },
    options: { kind: NoticeKind; holders: readonly string[] },
  ): Promise<void> {
    const { kind, holders } = options;
    const to = [...new Set([...holders, server.facts.owner])];
    for (let from = 0; from < to.length; from += RECIPIENTS_AT_ONCE) {
      await this.#send(to.slice(from, from + RECIPIENTS_AT_ONCE), {
        ...wordsOf(server, kind),
        // Where a portal shows retired servers to few, their own access is still shown to everybody.
        link: '/ai-tools/my-access',
        // A notice that is sent twice after all takes its own place.
        scope: `mcp-end:${server.id}:${server.endOfLife.plan}:${kind}`,
      });
    }
  }

  async #send(
    entityRef: string[],
    payload: {
      title: string;
      description: string;
      link: string;
      scope: string;
    },
  ): Promise<void> {
    const { notifications, logger } = this.#options;
    try {
      await notifications.send({
        recipients: { type: 'entity', entityRef },
        payload: { ...payload, severity: 'high', topic: 'mcp-registry' },
      });
    } catch (error) {
      logger.warn(
        `Could not notify about "${payload.title}": ${stringifyError(error)}`,
      );
    }
  }
}

function wordsOf(
  { display, endOfLife }: ServerRecord & { endOfLife: EndOfLife },
  kind: NoticeKind,
): { title: string; description: string } {
  const { title } = display;
  const { reason, retireAt } = endOfLife;
  const day = `${retireAt.slice(0, 10)}, ${retireAt.slice(11, 16)} UTC`;
  const more = 'My access says what takes its place and how to ask for it.';
  switch (kind) {
    case 'announced':
      return {
        title: `${title} will be retired on ${day}`,
        description: `${reason} It works until then. ${more}`,
      };
    case 'week':
      return {
        title: `${title} will be retired in a week`,
        description: `On ${day}. ${reason} ${more}`,
      };
    case 'day':
      return {
        title: `${title} will be retired tomorrow`,
        description: `On ${day}. ${reason} ${more}`,
      };
    case 'retired':
      return {
        title: `${title} is retired`,
        description: `Access to it has ended. ${reason} ${more}`,
      };
    default:
      return unknownKind(kind);
  }
}

function unknownKind(kind: never): never {
  throw new Error(`Unknown notice ${String(kind)}`);
}
