import type { Knex } from 'knex';
import { z } from 'zod';
import { isUniqueViolation } from '../database/isUniqueViolation';

const TABLE = 'setup_runs';
const ID = 'servers';

/** How a server answered somebody without a credential. */
export const SERVER_ANSWERS = ['open', 'closed', 'unknown'] as const;
/** See {@link SERVER_ANSWERS}. */
export type ServerAnswer = (typeof SERVER_ANSWERS)[number];

const resultsSchema = z.record(z.string(), z.enum(SERVER_ANSWERS));

/** A check of servers, as kept. */
export interface SetupRun {
  startedAt: string;
  heardAt: string;
  finishedAt?: string;
  done: number;
  total: number;
  results: Record<string, ServerAnswer>;
}

interface Row {
  id: string;
  run_id: string;
  started_at: string;
  heard_at: string;
  finished_at: string | null;
  done: number;
  total: number;
  results: string;
}

/** Keeps the last check of servers. Of replicas that begin one at once, one does. */
export class SetupRunStore {
  static create(options: { database: Knex }): SetupRunStore {
    return new SetupRunStore(options.database);
  }

  readonly #database: Knex;

  private constructor(database: Knex) {
    this.#database = database;
  }

  async read(): Promise<SetupRun | undefined> {
    const row = await this.#database<Row>(TABLE).where({ id: ID }).first();
    return (
      row && {
        startedAt: row.started_at,
        heardAt: row.heard_at,
        finishedAt: row.finished_at ?? undefined,
        done: row.done,
        total: row.total,
        results: resultsSchema.parse(JSON.parse(row.results)),
      }
    );
  }

  /**
   * Begins a run, unless one is under way that was heard of after `deadBefore`.
   *
   * @returns false where another one runs.
   */
  async begin(options: {
    runId: string;
    at: string;
    deadBefore: string;
    total: number;
  }): Promise<boolean> {
    const { runId, at, deadBefore, total } = options;
    const columns = {
      run_id: runId,
      started_at: at,
      heard_at: at,
      finished_at: null,
      done: 0,
      total,
      results: '{}',
    };
    const taken = await this.#database<Row>(TABLE)
      .where({ id: ID })
      .andWhere(over =>
        over.whereNotNull('finished_at').orWhere('heard_at', '<', deadBefore),
      )
      .update(columns);
    if (taken === 1) return true;
    try {
      await this.#database<Row>(TABLE).insert({ id: ID, ...columns });
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }

  /** Keeps the progress of a run, unless another one has taken its place. */
  async save(
    runId: string,
    progress: Pick<SetupRun, 'heardAt' | 'finishedAt' | 'done' | 'results'>,
  ): Promise<void> {
    await this.#database<Row>(TABLE)
      .where({ id: ID, run_id: runId })
      .update({
        heard_at: progress.heardAt,
        finished_at: progress.finishedAt ?? null,
        done: progress.done,
        results: JSON.stringify(progress.results),
      });
  }
}
