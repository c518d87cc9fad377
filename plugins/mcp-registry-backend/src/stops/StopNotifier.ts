import type { Notifier } from '../service/Notifier';
import type { ServerRecord } from '../servers/ServerRecord';
import type { StopImpactService } from './StopImpactService';
import type { StopRecord } from './StopStore';
import type { FoundTarget } from './StopTargets';

const MAX_OWNERS = 50;

/** Tells the owners of what a stop hits, and those who may lift it. */
export class StopNotifier {
  static create(options: {
    notifier: Notifier;
    impact: Pick<StopImpactService, 'servers'>;
    stopGroups: readonly string[];
    serverOf: (id: string) => Promise<ServerRecord | undefined>;
  }): StopNotifier {
    return new StopNotifier(options);
  }

  readonly #options: Parameters<typeof StopNotifier.create>[0];

  private constructor(options: Parameters<typeof StopNotifier.create>[0]) {
    this.#options = options;
  }

  async stopped(stop: StopRecord, found: FoundTarget): Promise<void> {
    const isProposed = stop.state === 'proposed';
    await this.#options.notifier.stop({
      id: stop.id,
      to: isProposed ? [stop.createdBy] : await this.#concerned(found),
      ...(!isProposed && { except: stop.confirmedBy ?? stop.createdBy }),
      title: isProposed
        ? `A stop waits for your confirmation: ${nameOf(stop, found.server)}`
        : `Stopped: ${nameOf(stop, found.server)}`,
      description: stop.reason,
    });
  }

  async over(
    stop: StopRecord,
    { how, by }: { how: 'lifted' | 'ended'; by?: string },
  ): Promise<void> {
    const { notifier, serverOf } = this.#options;
    const server =
      stop.serverId === undefined ? undefined : await serverOf(stop.serverId);
    await notifier.stop({
      id: stop.id,
      to: await this.#concerned({ ...stop, server }),
      ...(by !== undefined && { except: by }),
      title:
        how === 'lifted'
          ? `A stop was lifted: ${nameOf(stop, server)}`
          : `A stop has ended: ${nameOf(stop, server)}`,
      description: stop.endReason,
    });
  }

  async #concerned(found: FoundTarget): Promise<string[]> {
    const { impact, stopGroups } = this.#options;
    // It holds, whoever can be told: those who may lift it are told in any case.
    const servers = found.server
      ? [found.server]
      : await impact.servers(found).catch(() => []);
    const owners = new Set(servers.map(({ facts }) => facts.owner));
    return [...new Set([...stopGroups, ...[...owners].slice(0, MAX_OWNERS)])];
  }
}

function nameOf(
  { kind, subject }: StopRecord,
  server: ServerRecord | undefined,
): string {
  switch (kind) {
    case 'server':
      return server?.display.title ?? subject;
    case 'tool':
      return `the tool ${subject} of ${server?.display.title ?? 'a server'}`;
    case 'revision':
    case 'grant':
    case 'connection':
      return `a ${kind} of ${server?.display.title ?? 'a server'}`;
    default:
      return `the ${kind} ${subject}`;
  }
}
