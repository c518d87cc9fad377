import type { Knex } from 'knex';
import type { AdapterPayload } from 'oidc-provider';
import { idOf } from './idOf';

const TABLE = 'oauth_state';
/** A client's metadata is the largest of what strangers can have written down. */
const MAX_PAYLOAD = 64 * 1024;

interface StateRow {
  model: string;
  id: string;
  grant_id: string | null;
  payload: string;
  expires_at: number | null;
  consumed_at: number | null;
}

/** What oidc-provider remembers. Ids are kept as hashes only. */
export class StateStore {
  static create(options: { database: Knex }): StateStore {
    return new StateStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async put(
    key: { model: string; id: string },
    payload: AdapterPayload,
    expiresAt: number | undefined,
  ): Promise<void> {
    const { jti: _secret, ...rest } = payload;
    const text = JSON.stringify(rest);
    if (text.length > MAX_PAYLOAD) {
      throw new Error(`A ${key.model} is too large to be kept`);
    }
    const row: StateRow = {
      ...toKey(key),
      grant_id: payload.grantId === undefined ? null : idOf(payload.grantId),
      payload: text,
      expires_at: expiresAt ?? null,
      consumed_at: null,
    };
    await this.#knex<StateRow>(TABLE)
      .insert(row)
      .onConflict(['model', 'id'])
      .merge(['grant_id', 'payload', 'expires_at']);
  }

  /** What is kept under an id and has not expired. */
  async find(
    key: { model: string; id: string },
    now: number,
  ): Promise<AdapterPayload | undefined> {
    const row = await this.#knex<StateRow>(TABLE).where(toKey(key)).first();
    const isOver =
      !row || (row.expires_at !== null && Number(row.expires_at) <= now);
    if (isOver) return undefined;
    const payload: AdapterPayload = JSON.parse(row.payload);
    return {
      ...payload,
      // A client has no such thing, and would not be itself with it.
      ...(key.model === 'Client' ? {} : { jti: key.id }),
      ...(row.consumed_at !== null && {
        consumed: Math.floor(Number(row.consumed_at) / 1000),
      }),
    };
  }

  /** Marks as used. False where it was used already: of two who come at once, one is first. */
  async consume(
    key: { model: string; id: string },
    now: number,
  ): Promise<boolean> {
    const count = await this.#knex<StateRow>(TABLE)
      .where(toKey(key))
      .whereNull('consumed_at')
      .update({ consumed_at: now });
    return count === 1;
  }

  async extend(
    key: { model: string; id: string },
    expiresAt: number,
  ): Promise<void> {
    await this.#knex<StateRow>(TABLE)
      .where(toKey(key))
      .update({ expires_at: expiresAt });
  }

  async destroy(key: { model: string; id: string }): Promise<void> {
    await this.#knex<StateRow>(TABLE).where(toKey(key)).delete();
  }

  async destroyOfGrant(model: string, grantId: string): Promise<void> {
    await this.#knex<StateRow>(TABLE)
      .where({ model, grant_id: idOf(grantId) })
      .delete();
  }

  async count(model: string): Promise<number> {
    const row = await this.#knex<StateRow>(TABLE)
      .where({ model })
      .count({ count: '*' })
      .first();
    return Number(row?.count ?? 0);
  }

  async deleteExpired(now: number): Promise<void> {
    await this.#knex<StateRow>(TABLE).where('expires_at', '<=', now).delete();
  }
}

function toKey({ model, id }: { model: string; id: string }) {
  return { model, id: idOf(id) };
}
