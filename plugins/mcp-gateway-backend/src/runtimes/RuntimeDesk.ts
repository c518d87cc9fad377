import { NotFoundError } from '@backstage/errors';
import {
  type AccessDocument,
  type GatewaySchemas,
  NO_PERMISSIONS,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Clock } from '../access/Clock';
import type { AccessDirectory } from '../access/types';
import type { DriverSet } from './DriverSet';
import { enforcedOf } from './enforcedOf';
import { readUsage } from './readUsage';
import { idleMsOf, type RuntimeSettings } from './readRuntimeSettings';
import type { RuntimeJournal } from './RuntimeJournal';
import type { RuntimeJournalStore, RuntimeLine } from './RuntimeJournalStore';
import type { RuntimeManager } from './RuntimeManager';
import type { RuntimeRequest, RuntimeRow, RuntimeStore } from './RuntimeStore';
import { targetOf } from './types';

const DAY_MS = 24 * 60 * 60_000;
const MAX_EVENTS = 50;
const MAX_LINES = 200;
const MAX_DESTINATIONS = 200;

type View = GatewaySchemas['ServerRuntime'];

/** The portal's side of runtimes: what there is on all replicas, and what owners can do. */
export class RuntimeDesk {
  static create(options: {
    directory: Pick<AccessDirectory, 'refs' | 'get'>;
    drivers: DriverSet;
    manager: Pick<RuntimeManager, 'ask'>;
    store: RuntimeStore;
    settings: Pick<RuntimeSettings, 'idleMs' | 'idleMsOfServers'>;
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
    const { drivers, store, journal, journalStore, clock, settings } =
      this.#options;
    const document = this.find(serverId);
    await journal.flush();
    const { ready, tier, bounds, problems } = await drivers.status();
    const rows = await store.list(serverId);
    const events = await journalStore.events(serverId, MAX_EVENTS);
    const egress = await journalStore.egress(serverId, MAX_EVENTS);
    const destinations = await journalStore.destinations(
      serverId,
      MAX_DESTINATIONS,
    );
    const lines = await journalStore.lines(serverId, MAX_LINES);
    const hosted = targetOf(document)?.hosted;
    return {
      serverRef: document.serverRef,
      isolation: hosted?.isolation ?? 'shared',
      idleSeconds: Math.round(idleMsOf(settings, document.serverRef) / 1000),
      driver: {
        ready,
        ...(tier !== undefined && { tier }),
        bounds: { ...bounds },
        problems: problems.map(problem => ({ ...problem })),
      },
      enforced: enforcedOf(hosted?.profile ?? NO_PERMISSIONS),
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
      destinations: destinations.map(({ firstAt, lastAt, ...entry }) => ({
        ...entry,
        firstAt: iso(firstAt),
        lastAt: iso(lastAt),
      })),
      log: lines.map(toLine),
    };
  }

  /** What its runtimes wrote for people. */
  async log(
    serverId: string,
    query: { search?: string; runtimeId?: string; limit?: number },
  ): Promise<GatewaySchemas['RuntimeLog']> {
    const { journal, journalStore } = this.#options;
    this.find(serverId);
    await journal.flush();
    const { limit = MAX_LINES, ...filter } = query;
    const lines = await journalStore.lines(serverId, limit + 1, filter);
    return {
      items: lines.slice(-limit).map(toLine),
      hasEarlier: lines.length > limit,
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

function toLine({ runtimeId, at, text }: RuntimeLine) {
  return { ...{ runtimeId, text }, at: iso(at) };
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
    ...readUsage(row.usage),
  };
}

function iso(at: number | string): string {
  return new Date(Number(at)).toISOString();
}
