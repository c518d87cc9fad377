import { NotFoundError } from '@backstage/errors';
import type {
  AccessDocument,
  GatewaySchemas,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Clock } from '../access/Clock';
import type { AccessDirectory } from '../access/types';
import type { DriverSet } from './DriverSet';
import type { RuntimeJournal } from './RuntimeJournal';
import type { RuntimeJournalStore } from './RuntimeJournalStore';
import type { RuntimeManager } from './RuntimeManager';
import type { RuntimeRequest, RuntimeRow, RuntimeStore } from './RuntimeStore';
import { targetOf } from './types';

const DAY_MS = 24 * 60 * 60_000;
const MAX_EVENTS = 50;
const MAX_LINES = 200;

type View = GatewaySchemas['ServerRuntime'];

/** The portal's side of runtimes: what there is on all replicas, and what owners can do. */
export class RuntimeDesk {
  static create(options: {
    directory: Pick<AccessDirectory, 'refs' | 'get'>;
    drivers: DriverSet;
    manager: Pick<RuntimeManager, 'ask'>;
    store: RuntimeStore;
    journal: Pick<RuntimeJournal, 'flush'>;
    journalStore: RuntimeJournalStore;
    clock: Pick<Clock, 'now'>;
  }): RuntimeDesk {
    return new RuntimeDesk(options);
  }

  readonly #options: Parameters<typeof RuntimeDesk.create>[0];

  private constructor(options: Parameters<typeof RuntimeDesk.create>[0]) {
    this.#options = options;
  }

  /** A server that the gateway runs. Throws a NotFoundError. */
  find(serverId: string): AccessDocument {
    const { directory } = this.#options;
    const document = directory
      .refs()
      .map(ref => directory.get(ref))
      .find(one => one?.serverId === serverId);
    if (!document || !targetOf(document)) {
      throw new NotFoundError(
        'There is no such server that the gateway runs, or you may not see how it runs',
      );
    }
    return document;
  }

  async view(serverId: string): Promise<View> {
    const { drivers, store, journal, journalStore, clock } = this.#options;
    const document = this.find(serverId);
    await journal.flush();
    const { ready, tier, bounds, problems } = await drivers.status();
    const rows = await store.list(serverId);
    const events = await journalStore.events(serverId, MAX_EVENTS);
    const egress = await journalStore.egress(serverId, MAX_EVENTS);
    const lines = await journalStore.lines(serverId, MAX_LINES);
    return {
      serverRef: document.serverRef,
      isolation: targetOf(document)?.hosted.isolation ?? 'shared',
      driver: {
        ready,
        ...(tier !== undefined && { tier }),
        bounds: { ...bounds },
        problems: problems.map(problem => ({ ...problem })),
      },
      runtimes: rows.map(toRuntime),
      lastDay: await journalStore.countsSince(serverId, clock.now() - DAY_MS),
      events: events.map(({ id: _, serverId: __, ...entry }) => ({
        ...entry,
        at: iso(entry.at),
      })),
      egress: egress.map(({ serverId: _, ...entry }) => ({
        ...entry,
        at: iso(entry.at),
      })),
      log: lines.map(({ runtimeId, at, text }) => ({
        ...{ runtimeId, text },
        at: iso(at),
      })),
    };
  }

  /** Here at once, on other replicas within seconds. */
  async ask(
    serverId: string,
    what: RuntimeRequest,
    person: string,
  ): Promise<void> {
    const { manager, store } = this.#options;
    this.find(serverId);
    manager.ask(what, { serverId }, `${person} wants it.`);
    await store.ask(serverId, what);
  }
}

function toRuntime(row: RuntimeRow): View['runtimes'][number] {
  return {
    runtimeId: row.runtime_id,
    state: row.state,
    digest: row.digest,
    ...(row.person !== null && { person: row.person }),
    driver: row.driver,
    ...(row.tier !== null && { tier: row.tier }),
    bounds: JSON.parse(row.bounds),
    startedAt: iso(row.started_at),
    changedAt: iso(row.changed_at),
    ...(row.usage !== null && { usage: JSON.parse(row.usage) }),
  };
}

function iso(at: number | string): string {
  return new Date(Number(at)).toISOString();
}
