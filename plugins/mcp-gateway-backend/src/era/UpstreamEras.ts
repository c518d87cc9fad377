import { hash } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Knex } from 'knex';
import { LRUCache } from 'lru-cache';
import { type Clock, systemClock } from '../access/Clock';
import type { Era } from '../pipeline/types';
import type { UpstreamRequest } from '../transport/Upstream';

const TABLE = 'upstream_eras';
/** Then it is found out again: servers are brought up to date. */
const VALID_MS = 24 * 60 * 60_000;
const MAX_KNOWN = 10_000;

interface EraRow {
  id: string;
  speaks: boolean | number;
  checked_at: number | string;
}

interface Finding {
  speaks: boolean;
  checkedAt: number;
}

/** Which eras the servers behind the gateway speak, as answers have shown: found out once, known on every replica, with a date. */
export class UpstreamEras {
  static create(options: {
    database: Knex;
    logger: LoggerService;
    clock?: Clock;
  }): UpstreamEras {
    return new UpstreamEras(options);
  }

  readonly #database: Knex;
  readonly #logger: LoggerService;
  readonly #clock: Clock;
  readonly #known = new LRUCache<string, Finding>({ max: MAX_KNOWN });

  private constructor(options: Parameters<typeof UpstreamEras.create>[0]) {
    this.#database = options.database;
    this.#logger = options.logger;
    this.#clock = options.clock ?? systemClock;
  }

  /** `undefined`: not known, or known too long ago. Never throws. */
  async speaks(
    request: Pick<UpstreamRequest, 'call' | 'url'>,
    era: Era,
  ): Promise<boolean | undefined> {
    const key = keyOf(request, era);
    const found = this.#known.get(key);
    if (found) return this.#ifValid(found);
    try {
      const row = await this.#database<EraRow>(TABLE)
        .where({ id: idOf(key, era) })
        .first();
      if (!row) return undefined;
      const finding = {
        speaks: Boolean(row.speaks),
        checkedAt: Number(row.checked_at),
      };
      this.#known.set(key, finding);
      return this.#ifValid(finding);
    } catch (error) {
      this.#warn(error);
      return undefined;
    }
  }

  /** Keeps what an answer has shown. Never throws. */
  async learn(
    request: Pick<UpstreamRequest, 'call' | 'url'>,
    era: Era,
    speaks: boolean,
  ): Promise<void> {
    const key = keyOf(request, era);
    const before = this.#known.get(key);
    if (before?.speaks === speaks && this.#ifValid(before) !== undefined) {
      return;
    }
    const checkedAt = this.#clock.now();
    this.#known.set(key, { speaks, checkedAt });
    const row: EraRow = { id: idOf(key, era), speaks, checked_at: checkedAt };
    await this.#database<EraRow>(TABLE)
      .insert(row)
      .onConflict('id')
      .merge()
      .catch(error => this.#warn(error));
  }

  /** An answer contradicts what is known: the next call finds out anew. Never throws. */
  async forget(
    request: Pick<UpstreamRequest, 'call' | 'url'>,
    era: Era,
  ): Promise<void> {
    const key = keyOf(request, era);
    this.#known.delete(key);
    await this.#database<EraRow>(TABLE)
      .where({ id: idOf(key, era) })
      .delete()
      .catch(error => this.#warn(error));
  }

  async cleanUp(): Promise<void> {
    await this.#database<EraRow>(TABLE)
      .where('checked_at', '<=', this.#clock.now() - VALID_MS)
      .delete();
  }

  #ifValid({ speaks, checkedAt }: Finding): boolean | undefined {
    return this.#clock.now() - checkedAt < VALID_MS ? speaks : undefined;
  }

  #warn(error: unknown) {
    this.#logger.warn(
      `What era servers speak could not be kept or read: ${stringifyError(
        error,
      )}`,
    );
  }
}

/** Another revision or address may be another server. */
function keyOf(
  { call, url }: Pick<UpstreamRequest, 'call' | 'url'>,
  era: Era,
): string {
  const { serverId, approvedRevision } = call.document ?? {};
  return JSON.stringify([serverId, approvedRevision?.digest, url, era]);
}

function idOf(key: string, era: Era): string {
  return `${hash('sha256', key)}:${era}`;
}
