import { createHash } from 'crypto';
import type { Knex } from 'knex';
import { LRUCache } from 'lru-cache';

const TABLE = 'tasks';
const MAX_CACHED = 10_000;
const MAX_LISTED = 1_000;

interface TaskRow {
  id_hash: string;
  server_id: string;
  user_ref: string;
  tool: string;
  created_at: string;
}

/** A task at a server, and who asks. */
export interface TaskOwner {
  taskId: string;
  serverId: string;
  userEntityRef: string;
}

/**
 * Remembers which person's call of which tool began a task. A server that knows only the gateway cannot tell people
 * apart, so that a task's id alone must not open it.
 */
export class TaskRegistry {
  static create(options: { database: Knex }) {
    return new TaskRegistry(options.database);
  }

  readonly #database: Knex;
  readonly #known = new LRUCache<string, TaskRow>({ max: MAX_CACHED });

  private constructor(database: Knex) {
    this.#database = database;
  }

  /** Before the person hears of their task. The first to begin it keeps it: a server cannot hand a task on. */
  async remember(options: TaskOwner & { tool: string }): Promise<void> {
    await this.#database<TaskRow>(TABLE)
      .insert({
        id_hash: hashOf(options),
        server_id: options.serverId,
        user_ref: options.userEntityRef,
        tool: options.tool,
        created_at: new Date().toISOString(),
      })
      .onConflict('id_hash')
      .ignore();
  }

  /** The tool that began this task of this person; `undefined` for another's and for none. */
  async toolOf(owner: TaskOwner): Promise<string | undefined> {
    const hash = hashOf(owner);
    let row = this.#known.get(hash);
    if (!row) {
      row = await this.#database<TaskRow>(TABLE)
        .where({ id_hash: hash })
        .first();
      if (!row) return undefined;
      this.#known.set(hash, row);
    }
    return row.user_ref === owner.userEntityRef ? row.tool : undefined;
  }

  /** Of these tasks, the person's own with the tool that began each. */
  async ownAmong(options: {
    taskIds: readonly string[];
    serverId: string;
    userEntityRef: string;
  }): Promise<ReadonlyMap<string, string>> {
    const { serverId, userEntityRef } = options;
    const byHash = new Map(
      options.taskIds
        .slice(0, MAX_LISTED)
        .map(taskId => [hashOf({ taskId, serverId }), taskId]),
    );
    const rows = await this.#database<TaskRow>(TABLE)
      .whereIn('id_hash', [...byHash.keys()])
      .where({ user_ref: userEntityRef });
    return new Map(
      rows.map(row => [byHash.get(row.id_hash) ?? '', row.tool] as const),
    );
  }

  /** Forgets tasks that began before a moment. */
  async cleanUp(olderThan: Date): Promise<void> {
    await this.#database<TaskRow>(TABLE)
      .where('created_at', '<', olderThan.toISOString())
      .delete();
    this.#known.clear();
  }
}

/** By hash: who reads the table cannot use the tasks. */
function hashOf(task: { taskId: string; serverId: string }): string {
  return createHash('sha256')
    .update(JSON.stringify([task.serverId, task.taskId]))
    .digest('hex');
}
