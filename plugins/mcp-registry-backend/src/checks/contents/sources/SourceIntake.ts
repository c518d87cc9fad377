import { randomUUID } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Knex } from 'knex';
import type { Clock } from '../../../service/Clock';
import {
  type DataSource,
  type OpenedSource,
  type SourceBounds,
  SourceUnreadable,
} from './DataSource';
import { openSource } from './openSource';
import type { SourceKind } from './SourceKind';
import {
  findSources,
  forgetSources,
  noteTry,
  type SourceState,
} from './SourceStore';

const ROWS_AT_ONCE = 50;
const KEPT_MS = 24 * 3_600_000;
/** More than that, and it is something else than what it should be. */
const MOST_UNREADABLE = 0.01;
/** So few are no sign of that. */
const FEW_UNREADABLE = 5;

/** A source, and how old it counts. */
export type ReadSource = DataSource & {
  /** By what it says of itself, or by when its file was written. */
  readonly ageBy: 'content' | 'file';
};

/**
 * Reads what the company supplies into the database, off the way of any call. New rows count when all of them are there: who looks
 * meanwhile sees those before. What cannot be read leaves those, which grow old.
 */
export class SourceIntake {
  static create(options: {
    knex: Knex;
    clock: Clock;
    logger: LoggerService;
    kind: SourceKind;
    sources: readonly ReadSource[];
    bounds: SourceBounds;
    timeoutMs: number;
  }): SourceIntake {
    return new SourceIntake(options);
  }

  readonly #options: Parameters<typeof SourceIntake.create>[0];

  private constructor(options: Parameters<typeof SourceIntake.create>[0]) {
    this.#options = options;
  }

  /** @returns whether something is known now that was not before. */
  async run(): Promise<boolean> {
    const { knex, kind, sources } = this.#options;
    const keep = sources.map(({ name }) => name);
    const forgotten = await forgetSources(knex, { kind: kind.kind, keep });
    const known = await findSources(knex, kind.kind);
    let isNew = forgotten > 0;
    for (const source of sources) {
      const state = known.find(({ name }) => name === source.name);
      if (await this.#take(source, state)) isNew = true;
    }
    await this.#sweep();
    return isNew;
  }

  async #take(
    source: ReadSource,
    state: SourceState | undefined,
  ): Promise<boolean> {
    const { knex, kind, bounds, timeoutMs, logger } = this.#options;
    const about = { kind: kind.kind, name: source.name };
    let opened: OpenedSource | undefined;
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      opened = await openSource(source, { bounds, timeoutMs, signal });
      const isSame =
        state?.generation !== undefined &&
        state.fingerprint === opened.fingerprint;
      return isSame
        ? await this.#noteSame(source, { state, opened })
        : await this.#readNew(source, { state, opened });
    } catch (error) {
      const problem =
        error instanceof SourceUnreadable
          ? error.message
          : `It could not be read: ${stringifyError(error).slice(0, 300)}`;
      logger.warn(`${kind.kind} “${source.name}”: ${problem}`);
      await noteTry(knex, { ...about, triedAt: this.#now(), problem });
      return false;
    } finally {
      await opened?.close();
    }
  }

  async #noteSame(
    source: ReadSource,
    { state, opened }: { state: SourceState; opened: OpenedSource },
  ): Promise<boolean> {
    const { knex, kind } = this.#options;
    const asOf = this.#ageOf(source, { opened, content: state.asOf });
    await noteTry(knex, {
      ...{ kind: kind.kind, name: source.name, triedAt: this.#now() },
      // Of what cannot be read nothing has become readable.
      ...(state.counts.unreadable && { problem: state.problem }),
      seen: state.generation,
      found: {
        fingerprint: opened.fingerprint,
        generation: state.generation!,
        readAt: this.#now(),
        counts: state.counts,
        ...(asOf && { asOf }),
      },
    });
    return false;
  }

  async #readNew(
    source: ReadSource,
    options: { state: SourceState | undefined; opened: OpenedSource },
  ): Promise<boolean> {
    const { knex, kind, clock, logger } = this.#options;
    const { state, opened } = options;
    // Its beginning says when it was made, so that what nobody finished can be found.
    const generation = `${this.#now()}-${randomUUID().slice(0, 8)}`;
    const counts: Record<string, number> = { documents: 0, unreadable: 0 };
    let newest = 0;
    let firstProblem: string | undefined;
    let waiting: object[] = [];
    const write = async () => {
      if (waiting.length > 0) await knex(kind.table).insert(waiting);
      waiting = [];
    };
    for await (const document of opened.documents()) {
      const read = kind.read(document);
      counts.documents += 1;
      counts.unreadable += read.problems.length;
      firstProblem ??= read.problems[0];
      for (const [key, value] of Object.entries(read.counts)) {
        counts[key] = (counts[key] ?? 0) + value;
      }
      for (const at of read.modified) {
        // A day to come says nothing about how old the rest is.
        if (at <= clock.now()) newest = Math.max(newest, at.getTime());
      }
      for (const row of read.rows) {
        waiting.push({ ...row, source: source.name, generation });
        if (waiting.length >= ROWS_AT_ONCE) await write();
      }
      if (counts.documents % 100 === 0) await breathe();
    }
    await write();
    requireReadable(counts, firstProblem);
    const content = newest > 0 ? new Date(newest).toISOString() : undefined;
    const asOf = this.#ageOf(source, { opened, content });
    const isTaken = await noteTry(knex, {
      ...{ kind: kind.kind, name: source.name, triedAt: this.#now() },
      seen: state?.generation,
      ...(firstProblem && {
        problem: `${counts.unreadable} of it could not be read; the first: ${firstProblem}`,
      }),
      found: {
        ...{ fingerprint: opened.fingerprint, generation, counts },
        readAt: this.#now(),
        ...(asOf && { asOf }),
      },
    });
    logger.info(
      `${kind.kind} “${source.name}”: read ${counts.documents} documents`,
    );
    return isTaken;
  }

  #ageOf(
    { ageBy }: ReadSource,
    about: { opened: OpenedSource; content: string | undefined },
  ): string | undefined {
    const { writtenAt } = about.opened;
    if (ageBy === 'content') return about.content;
    const now = this.#options.clock.now();
    return writtenAt && writtenAt <= now
      ? writtenAt.toISOString()
      : writtenAt && now.toISOString();
  }

  /** Removes rows that do not count: those before, and those that nobody finished. */
  async #sweep(): Promise<void> {
    const { knex, kind, clock } = this.#options;
    const known = await findSources(knex, kind.kind);
    const before = new Date(clock.now().getTime() - KEPT_MS).toISOString();
    const current = known.flatMap(({ generation }) => generation ?? []);
    const replaced = await knex(kind.table)
      .whereNotIn('generation', current)
      .distinct<{ source: string; generation: string }[]>(
        'source',
        'generation',
      );
    for (const { source, generation } of replaced) {
      const state = known.find(({ name }) => name === source);
      const isOver =
        generation < before ||
        !state ||
        (state.generation !== undefined && generation < state.generation);
      if (isOver) await knex(kind.table).where({ source, generation }).del();
    }
  }

  #now(): string {
    return this.#options.clock.now().toISOString();
  }
}

function requireReadable(
  counts: Record<string, number>,
  firstProblem: string | undefined,
): void {
  const { documents, unreadable } = counts;
  if (documents === 0) throw new SourceUnreadable('There is nothing in it');
  const most = Math.max(FEW_UNREADABLE, documents * MOST_UNREADABLE);
  if (unreadable > most || unreadable >= documents) {
    throw new SourceUnreadable(
      `${unreadable} of it could not be read; the first: ${firstProblem}`,
    );
  }
}
