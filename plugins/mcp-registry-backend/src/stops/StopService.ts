import { MAX_STOPS } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  nextStopState,
  type RegistrySchemas,
  type StopEvent,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { v4 as uuid } from 'uuid';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { touchStops } from '../feed/FeedStore';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { registryError } from '../service/registryError';
import { REGISTRY_ITSELF } from '../servers/EntityIntake';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById } from '../servers/ServerStore';
import { noteStop } from './noteStop';
import { readEnd } from './readEnd';
import type { StopNotifier } from './StopNotifier';
import type { StopPresenter } from './StopPresenter';
import type { StopRules } from './StopRules';
import {
  countInForce,
  dueStops,
  findStop,
  insertStop,
  type StopRecord,
  type StopRow,
  updateStop,
} from './StopStore';
import type { StopTargets } from './StopTargets';

type Stop = RegistrySchemas['Stop'];

const END_AT_ONCE = 500;

/** The kill switch: stops, confirms, lifts, and writes down what has ended by itself. Gateways hear of it by the change feed. */
export class StopService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    targets: StopTargets;
    rules: StopRules;
    presenter: StopPresenter;
    notifier: StopNotifier;
  }): StopService {
    return new StopService(options);
  }

  readonly #options: Parameters<typeof StopService.create>[0];

  private constructor(options: Parameters<typeof StopService.create>[0]) {
    this.#options = options;
  }

  async create(
    caller: Caller,
    wanted: RegistrySchemas['NewStop'],
  ): Promise<{ stop: Stop; proposed: boolean }> {
    const { database, clock, targets, rules, presenter, notifier } =
      this.#options;
    const reason = wanted.reason.trim();
    if (!reason) throw registryError('reason.required');
    const found = await targets.find(database.knex, caller, wanted);
    const { kind, subject, server } = found;
    const authority = await targets.authority(caller, server);
    if (!authority) throw registryError('stop.not-allowed');
    const proposed = rules.isProposed(caller, found);
    if (!proposed) rules.requireToStop(caller, found);
    const now = clock.now();
    const record: StopRecord = {
      ...{ id: uuid(), kind, subject, authority, reason },
      serverId: server?.id,
      state: proposed ? 'proposed' : 'active',
      message: wanted.message?.trim() || undefined,
      createdAt: now.toISOString(),
      createdBy: caller.userEntityRef,
      actor: caller.actor,
      endsAt: readEnd(wanted.endsAt, now),
    };
    const stop = await database.change(async tx => {
      if (!proposed) await requireRoom(tx, now);
      const sequence = proposed ? undefined : await touchStops(tx);
      const stopped = { ...record, sequence };
      await insertStop(tx, stopped);
      await noteStop(tx, stopped, {
        event: proposed ? 'stop-proposed' : 'stopped',
        ...{ at: record.createdAt, by: caller.userEntityRef, reason },
        actor: caller.actor,
      });
      return stopped;
    });
    await notifier.stopped(stop, found);
    return {
      stop: presenter.show(caller, stop, { server, authority }),
      proposed,
    };
  }

  async confirm(caller: Caller, id: string): Promise<Stop> {
    const { rules } = this.#options;
    return await this.#move(caller, id, {
      event: 'confirm',
      name: 'stopped',
      check: ({ stop }) => rules.requireToStop(caller, stop),
      columns: () => ({ confirmed_by: caller.userEntityRef }),
    });
  }

  async dismiss(
    caller: Caller,
    options: { id: string; reason: string },
  ): Promise<Stop> {
    return await this.#move(caller, options.id, {
      event: 'dismiss',
      name: 'stop-dismissed',
      reason: options.reason,
      columns: at => ended(caller.userEntityRef, at, options.reason),
    });
  }

  async lift(
    caller: Caller,
    options: { id: string; reason: string },
  ): Promise<Stop> {
    const { rules } = this.#options;
    return await this.#move(caller, options.id, {
      event: 'lift',
      name: 'stop-lifted',
      reason: options.reason,
      check: found => rules.requireToLift(caller, found.stop, found),
      columns: at => ended(caller.userEntityRef, at, options.reason),
    });
  }

  /** Writes down which stops have ended by themselves. Gateways and readers go by the time itself and do not wait for this. */
  async endDue(): Promise<number> {
    const { database, clock, notifier } = this.#options;
    const now = clock.now();
    const due = await dueStops(database.knex, { now, limit: END_AT_ONCE });
    if (due.length === 0) return 0;
    const over: StopRecord[] = [];
    await database.change(async tx => {
      const sequence = await touchStops(tx);
      for (const stop of due) {
        const next = nextStopState(stop.state, 'end');
        if (!next.ok) continue;
        const at = stop.endsAt ?? now.toISOString();
        const columns = { ...ended(REGISTRY_ITSELF, at), state: next.state };
        const isOurs = await updateStop(tx, {
          ...{ id: stop.id, from: stop.state },
          columns: { ...columns, sequence },
        });
        if (!isOurs) continue;
        await noteStop(tx, stop, {
          ...{ event: 'stop-ended', at, by: REGISTRY_ITSELF },
        });
        if (next.state === 'ended') over.push(stop);
      }
    });
    for (const stop of over) await notifier.over(stop, { how: 'ended' });
    return over.length;
  }

  async #move(
    caller: Caller,
    id: string,
    options: {
      event: StopEvent;
      name: string;
      reason?: string;
      check?: (found: Found) => void;
      columns: (at: string) => Partial<StopRow>;
    },
  ): Promise<Stop> {
    const { database, clock, presenter, notifier, rules } = this.#options;
    if (caller.actor) throw registryError('decision.portal-only');
    const reason = options.reason?.trim();
    if (options.reason !== undefined && !reason) {
      throw registryError('reason.required');
    }
    const seen = await this.#mustFind(database.knex, caller, id);
    options.check?.(seen);
    const now = clock.now();
    const at = now.toISOString();
    const moved = await database.change(async tx => {
      const found = await this.#mustFind(tx, caller, id);
      const { stop } = found;
      const next = nextStopState(rules.stateOf(stop), options.event);
      if (!next.ok) throw registryError('stop.state', next.reason);
      if (next.state === 'active') await requireRoom(tx, now);
      const isSeen = stop.state === 'active' || next.state === 'active';
      const sequence = isSeen ? await touchStops(tx) : undefined;
      const columns = { ...options.columns(at), state: next.state };
      const written = await updateStop(tx, {
        ...{ id, from: stop.state },
        columns: sequence === undefined ? columns : { ...columns, sequence },
      });
      if (!written) throw registryError('stop.state');
      await noteStop(tx, stop, {
        ...{ event: options.name, at, by: caller.userEntityRef, reason },
        ...(caller.signedInAt && {
          details: { signedInAt: caller.signedInAt },
        }),
      });
      return await this.#mustFind(tx, caller, id);
    });
    if (options.event === 'confirm') {
      const { stop, server } = moved;
      await notifier.stopped(stop, { ...stop, server });
    }
    if (options.event === 'lift') {
      await notifier.over(moved.stop, {
        how: 'lifted',
        by: caller.userEntityRef,
      });
    }
    return presenter.show(caller, moved.stop, moved);
  }

  async #mustFind(knex: Knex, caller: Caller, id: string): Promise<Found> {
    const stop = await findStop(knex, id);
    const server = stop?.serverId
      ? await findServerById(knex, stop.serverId)
      : undefined;
    const authority =
      stop && (await this.#options.targets.authority(caller, server));
    // Whoever may neither stop nor lift it does not act on it: to them it is not there.
    if (!stop || !authority) throw registryError('stop.not-found');
    return { stop, server, authority };
  }
}

interface Found {
  stop: StopRecord;
  server: ServerRecord | undefined;
  authority: StopRecord['authority'];
}

function ended(by: string, at: string, reason?: string): Partial<StopRow> {
  return {
    ended_by: by,
    ended_at: at,
    end_reason: reason?.trim() || null,
  };
}

async function requireRoom(tx: Knex, now: Date): Promise<void> {
  if ((await countInForce(tx, { now })) >= MAX_STOPS) {
    throw registryError('stop.too-many');
  }
}
