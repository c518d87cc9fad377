import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { CheckManifest } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { findRevision } from '../revisions/RevisionStore';
import type { Clock } from '../service/Clock';
import type { CheckCatalog } from './CheckCatalog';
import {
  addChecks,
  type CheckRecord,
  claimDue,
  finishCheck,
  makeAllDue,
  makeDue,
  unseenDigests,
} from './CheckStore';
import type { VerdictWatch } from './alerts/VerdictWatch';
import { columnsOfResult } from './columnsOfResult';
import { observationsOf } from './observationsOf';
import { OtherServers } from './OtherServers';
import type { CheckSettings } from './readCheckSettings';
import { runCheck } from './runCheck';

/** How many revisions a pass takes up at most, for each check; the next one goes on. */
const UNSEEN_AT_ONCE = 500;
/** Longer than a check may take, so that nobody begins what is still under way. */
const CLAIM_SPARE_SECONDS = 60;

/**
 * Runs checks on revisions: when they are submitted, on schedule and on demand. Each runs outside of any transaction, on one
 * replica at a time, and its verdict is kept by digest and version of the check.
 */
export class CheckWorker {
  static create(options: {
    knex: Knex;
    catalog: CheckCatalog;
    settings: CheckSettings;
    clock: Clock;
    logger: LoggerService;
    /** Told of each verdict that is kept. */
    watch?: Pick<VerdictWatch, 'see'>;
  }): CheckWorker {
    return new CheckWorker(options);
  }

  readonly #options: Parameters<typeof CheckWorker.create>[0];
  readonly #others: OtherServers;

  private constructor(options: Parameters<typeof CheckWorker.create>[0]) {
    this.#options = options;
    this.#others = OtherServers.create(options);
  }

  /**
   * Takes up a revision at once, and waits a little: most checks have their verdict by then, and the others go on.
   *
   * @param options - `again`: it was asked for. `forget`: what was said is about something else (a probe saw something new).
   */
  async begin(
    digest: string,
    options?: { again?: boolean; forget?: boolean },
  ): Promise<void> {
    const { knex, logger, settings } = this.#options;
    const dueAt = this.#now();
    const manifests = this.#options.catalog.manifests();
    await addChecks(knex, {
      keys: manifests.map(({ id, version }) => ({
        ...{ digest, checkId: id, checkVersion: version },
      })),
      dueAt,
    });
    if (options?.again || options?.forget) {
      await makeDue(knex, {
        ...{ digest, dueAt, forget: options.forget ?? false },
        checkIds: manifests.map(({ id }) => id),
      });
    }
    const run = this.#runAll({ digest }).catch(error => {
      logger.warn(`Checks of ${digest}: ${stringifyError(error)}`);
    });
    const waited = new AbortController();
    await Promise.race([
      run,
      sleep(settings.waitSeconds * 1000, undefined, {
        signal: waited.signal,
      }).catch(() => undefined),
    ]);
    waited.abort();
  }

  /** Has all revisions looked at again by one check, with what it rests on now. The next pass does it. */
  async renew({ id, version }: CheckManifest): Promise<void> {
    await makeAllDue(this.#options.knex, {
      ...{ checkId: id, checkVersion: version, dueAt: this.#now() },
    });
  }

  /** One pass: takes up live revisions that a check has not seen, and runs all that is due. */
  async run(): Promise<void> {
    const { knex, catalog } = this.#options;
    for (const { id, version } of catalog.manifests()) {
      const digests = await unseenDigests(knex, {
        ...{ checkId: id, checkVersion: version, limit: UNSEEN_AT_ONCE },
      });
      await addChecks(knex, {
        keys: digests.map(digest => ({
          ...{ digest, checkId: id, checkVersion: version },
        })),
        dueAt: this.#now(),
      });
    }
    await this.#runAll({});
  }

  async #runAll(options: { digest?: string }): Promise<void> {
    const { concurrency } = this.#options.settings;
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        while (await this.#runNext(options)) {
          // The next one.
        }
      }),
    );
  }

  /** @returns false where nothing is due. */
  async #runNext({ digest }: { digest?: string }): Promise<boolean> {
    const { knex, catalog, settings, clock, logger } = this.#options;
    const now = clock.now();
    const claim = randomUUID();
    const claimedUntil = new Date(
      now.getTime() + (settings.timeoutSeconds + CLAIM_SPARE_SECONDS) * 1000,
    );
    const record = await claimDue(knex, {
      installed: catalog
        .manifests()
        .map(({ id, version }) => ({ checkId: id, checkVersion: version })),
      ...{ digest, claim },
      now: now.toISOString(),
      claimedUntil: claimedUntil.toISOString(),
    });
    if (!record) return false;
    const columns = await this.#check(record);
    const isKept = await finishCheck(knex, { key: record, claim, columns });
    if (!isKept) {
      logger.debug(
        `The verdict of ${record.checkId} on ${record.digest} came too late`,
      );
    } else {
      await this.#options.watch?.see(record, columns);
    }
    return true;
  }

  async #check(record: CheckRecord) {
    const { knex, catalog, settings, clock } = this.#options;
    const check = catalog.get(record.checkId);
    const revision = await findRevision(knex, record.digest);
    if (!check || !revision) {
      throw new Error('A check was claimed that is not there');
    }
    const { digest, snapshot, toolSurface, serverId } = revision;
    const result = await runCheck(check, {
      subject: {
        ...{ digest, snapshot, toolSurface },
        observed: observationsOf(revision),
        others: () => this.#others.than(serverId),
      },
      timeoutMs: settings.timeoutSeconds * 1000,
    });
    return columnsOfResult(result, {
      ...{ record, manifest: check.manifest },
      now: clock.now(),
      repeatHours: settings.repeatHours,
    });
  }

  #now(): string {
    return this.#options.clock.now().toISOString();
  }
}
