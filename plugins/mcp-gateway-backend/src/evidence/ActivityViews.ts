import { randomUUID } from 'node:crypto';
import { ConflictError, InputError } from '@backstage/errors';
import type { Knex } from 'knex';
import { validate as isUuid } from 'uuid';
import { sanitizeText } from './sanitizeText';

const TABLE = 'activity_views';
const MAX_VIEWS = 50;
const MAX_NAME = 80;

/** A search of calls that somebody saved: the page's address holds it, and so does this. */
export interface ActivityView {
  id: string;
  name: string;
  query: string;
}

interface Row extends ActivityView {
  user_ref: string;
  saved_at: string;
}

/** Saved searches, each person's own. */
export class ActivityViews {
  static create(options: { database: Knex }): ActivityViews {
    return new ActivityViews(options.database);
  }

  readonly #database: Knex;

  private constructor(database: Knex) {
    this.#database = database;
  }

  async list(userRef: string): Promise<ActivityView[]> {
    return await this.#database<Row>(TABLE)
      .where({ user_ref: userRef })
      .orderBy('name')
      .select('id', 'name', 'query');
  }

  /** Saves a search; one with the same name is replaced. */
  async save(
    userRef: string,
    { name, query }: Omit<ActivityView, 'id'>,
  ): Promise<ActivityView> {
    const shown = sanitizeText(name.trim(), MAX_NAME);
    if (!shown) throw new InputError('A saved search needs a name');
    // Read and written as parameters of an address, so that nothing else can be kept here.
    const view = {
      name: shown,
      query: new URLSearchParams(query).toString(),
    };
    if (view.query.length > 2000) {
      throw new InputError('The search is too long to be saved');
    }
    const known = await this.list(userRef);
    if (
      known.length >= MAX_VIEWS &&
      !known.some(other => other.name === shown)
    ) {
      throw new InputError(
        `You have ${MAX_VIEWS} saved searches; delete one first`,
      );
    }
    await this.#database<Row>(TABLE)
      .insert({
        ...{ id: randomUUID(), user_ref: userRef, ...view },
        saved_at: new Date().toISOString(),
      })
      .onConflict(['user_ref', 'name'])
      .merge(['query', 'saved_at']);
    const saved = (await this.list(userRef)).find(
      other => other.name === shown,
    );
    if (!saved) throw new ConflictError('It was deleted meanwhile');
    return saved;
  }

  async delete(userRef: string, id: string): Promise<void> {
    if (!isUuid(id)) return;
    await this.#database<Row>(TABLE).where({ user_ref: userRef, id }).delete();
  }
}
