import { hostname } from 'node:os';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Clock } from '../access/Clock';
import type { DriverSet } from './DriverSet';
import type { HostedRuntime } from './HostedRuntime';
import type { RuntimeSettings } from './readRuntimeSettings';
import type { RuntimeJournal } from './RuntimeJournal';
import type { RuntimeManager } from './RuntimeManager';
import type { RuntimeRow, RuntimeStore } from './RuntimeStore';
import { gatewayEnvelope } from './stdio/gatewayEnvelope';
import { UsageHistory } from './UsageHistory';

const TICK_MS = 1_000;
const HEAR_MS = 5_000;
/** What its drivers can do, a replica says more seldom. */
const REPORT_MS = 30_000;
/** A replica that was not heard of for so long is dead. */
const DEAD_MS = 60_000;
const SWEEP_MS = 30_000;
const USAGE_MS = 10_000;
const PING_MS = 10_000;
/** So many questions in a row without an answer, and a runtime is taken for dead. */
const MAX_UNANSWERED = 2;

interface Known {
  readonly usage: UsageHistory;
  usageAt: number;
  askedAt: number;
  unanswered: number;
}

/**
 * What has to be done now and then for runtimes: this replica says that it is alive, looks at what nobody uses or nobody may use
 * any more, does what owners asked for on another replica, and clears away what dead replicas have left.
 */
export class RuntimeKeeper {
  static create(options: {
    owner: string;
    manager: RuntimeManager;
    drivers: DriverSet;
    store: RuntimeStore;
    journal: RuntimeJournal;
    settings: Pick<RuntimeSettings, 'healthMs'>;
    clock: Clock;
    logger: LoggerService;
    /** So long a runtime may take to say that it is there. */
    pingMs?: number;
  }): RuntimeKeeper {
    return new RuntimeKeeper(options);
  }

  readonly #options: Parameters<typeof RuntimeKeeper.create>[0];
  readonly #known = new WeakMap<HostedRuntime, Known>();
  readonly #saved = new Map<string, string>();
  readonly #due = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> = Promise.resolve();
  #isFailing = false;

  private constructor(options: Parameters<typeof RuntimeKeeper.create>[0]) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#ticking = this.tick().finally(() => {
        if (this.#timer) this.start();
      });
    }, TICK_MS).unref();
  }

  /** Ends every runtime, and says that there is nothing left. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#ticking;
    const { manager, journal, store, owner } = this.#options;
    await manager.stop();
    await journal.flush();
    await store.forgetOwner(owner).catch(() => {
      // Another replica clears it away.
    });
  }

  /** What is done every second. Never throws. */
  async tick(): Promise<void> {
    const { manager } = this.#options;
    manager.sweep();
    await manager.reconcile();
    try {
      if (this.#isDue('hear', HEAR_MS)) await this.#hear();
      await this.#save();
      if (this.#saved.size > 0) await this.#obey();
      if (this.#isDue('sweep', SWEEP_MS)) await this.#clearAway();
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) {
        this.#options.logger.warn(
          `The state of runtimes could not be written or read: ${stringifyError(
            error,
          )}`,
        );
      }
      this.#isFailing = true;
    }
    for (const runtime of manager.runtimes) void this.#look(runtime);
  }

  async #hear() {
    const { store, owner, drivers, clock } = this.#options;
    const said = this.#isDue('report', REPORT_MS) && {
      host: hostname().slice(0, 255),
      drivers: JSON.stringify(await drivers.report()),
    };
    await store.hear(owner, clock.now(), said || undefined);
  }

  /** Writes what has changed. */
  async #save() {
    const { manager, store } = this.#options;
    const rows = manager.runtimes.map(runtime => this.#rowOf(runtime));
    const changed = rows.filter(
      row => this.#saved.get(row.runtime_id) !== JSON.stringify(row),
    );
    const ids = new Set(rows.map(row => row.runtime_id));
    const gone = [...this.#saved.keys()].filter(id => !ids.has(id));
    await store.save(changed);
    if (gone.length > 0) await store.remove(gone);
    for (const row of changed) {
      this.#saved.set(row.runtime_id, JSON.stringify(row));
    }
    for (const id of gone) this.#saved.delete(id);
  }

  async #obey() {
    const { manager, store, owner } = this.#options;
    for (const { runtimeId, asked } of await store.takeAsked(owner)) {
      manager.ask(asked, { runtimeId }, 'Its owner wants it.');
    }
  }

  /** What dead replicas have left behind: theirs in the database, and by the drivers whatever there is of it on this machine. */
  async #clearAway() {
    const { store, drivers, journal, owner, clock, logger } = this.#options;
    const since = clock.now() - DEAD_MS;
    for (const row of await store.takeLost(since)) {
      journal.event({
        serverId: row.server_id,
        runtimeId: row.runtime_id,
        ...(row.person !== null && { person: row.person }),
        state: 'ended',
        event: 'lost',
        why: 'The replica of the gateway that ran it is gone.',
      });
    }
    const alive = await store.ownersHeardSince(since);
    for (const driver of drivers.all) {
      const swept = await driver.sweep({
        isAlive: other => other === owner || alive.has(other),
      });
      if (swept.length > 0) {
        logger.info(
          `Ended what ${swept.length} runtimes of replicas that are gone had left behind`,
        );
      }
    }
  }

  /** What it uses, and whether it is there. Never throws. */
  async #look(runtime: HostedRuntime): Promise<void> {
    if (runtime.state !== 'running') return;
    const { clock, settings } = this.#options;
    const now = clock.monotonic();
    const known = this.#known.get(runtime) ?? {
      usage: new UsageHistory(),
      usageAt: -USAGE_MS,
      askedAt: now,
      unanswered: 0,
    };
    this.#known.set(runtime, known);
    if (now - known.usageAt >= USAGE_MS) {
      known.usageAt = now;
      // Where it cannot be measured, the last measurement stays, with its time.
      const usage = await runtime.process?.usage().catch(() => undefined);
      if (usage) known.usage.add(usage, clock.now());
    }
    // One that is at work may be too busy to answer, and its calls have limits of their own.
    if (now - known.askedAt < settings.healthMs || runtime.isInUse) return;
    known.askedAt = now;
    const { pingMs = PING_MS } = this.#options;
    const isHere = await isThere(runtime, pingMs);
    known.unanswered = isHere ? 0 : known.unanswered + 1;
    if (known.unanswered >= MAX_UNANSWERED && !runtime.isInUse) {
      runtime.dispatch('unresponsive', 'It does not answer any more.');
    }
  }

  #rowOf(runtime: HostedRuntime): RuntimeRow {
    const { target, driver, scope } = runtime;
    return {
      runtime_id: runtime.runtimeId,
      owner: this.#options.owner,
      server_id: target.serverId,
      server_ref: target.serverRef,
      digest: target.digest,
      isolation: scope.kind,
      person: runtime.person ?? null,
      state: runtime.state,
      driver: driver.driver.kind,
      tier: driver.status.tier ?? null,
      bounds: JSON.stringify(driver.status.bounds),
      started_at: runtime.startedAt,
      changed_at: runtime.changedAt,
      usage: this.#known.get(runtime)?.usage.toText() ?? null,
      asked: null,
    };
  }

  #isDue(what: string, everyMs: number): boolean {
    const now = this.#options.clock.monotonic();
    if (now < (this.#due.get(what) ?? -Infinity)) return false;
    this.#due.set(what, now + everyMs);
    return true;
  }
}

async function isThere(
  { connection, ready }: HostedRuntime,
  timeoutMs: number,
): Promise<boolean> {
  if (!connection) return true;
  try {
    const introduction = await ready;
    const answer =
      introduction?.era === 'modern'
        ? await connection.ask(
            'server/discover',
            { _meta: gatewayEnvelope() },
            { timeoutMs },
          )
        : await connection.ask('ping', {}, { timeoutMs });
    return answer !== undefined;
  } catch {
    return false;
  }
}
