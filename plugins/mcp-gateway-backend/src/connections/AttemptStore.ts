import type { Knex } from 'knex';
import { z } from 'zod';
import { idOf } from '../authorization-server/idOf';
import type { EnvelopeBox } from '../encryption/EnvelopeBox';
import { heldAccountSchema } from './heldAccount';

const TABLE = 'connection_attempts';

const attemptSchema = z.object({
  state: z.string(),
  codeVerifier: z.string(),
  nonce: z.string().optional(),
  account: heldAccountSchema,
  /** The link that the person came by. */
  ticket: z.string().optional(),
  /** What the issuer answered. */
  callback: z.string().optional(),
});

/** A person who is about to sign in at an issuer. */
export type Attempt = z.infer<typeof attemptSchema>;

interface AttemptRow {
  state_hash: string;
  user_ref: string;
  target: string;
  payload: string;
  ticket_hash: string | null;
  expires_at: number;
}

/** Attempts in the database, encrypted; found by values that only the person's browser carries. */
export class AttemptStore {
  static create(options: { database: Knex; box: EnvelopeBox }): AttemptStore {
    return new AttemptStore(options);
  }

  readonly #knex: Knex;
  readonly #box: EnvelopeBox;

  private constructor(options: Parameters<typeof AttemptStore.create>[0]) {
    this.#knex = options.database;
    this.#box = options.box;
  }

  async add(
    whose: { userRef: string; target: string; expiresAt: number },
    attempt: Attempt,
  ): Promise<void> {
    const { userRef, target, expiresAt } = whose;
    await this.#knex<AttemptRow>(TABLE).insert({
      state_hash: idOf(attempt.state),
      user_ref: userRef,
      target,
      payload: await this.#seal(userRef, target, attempt),
      ticket_hash: null,
      expires_at: expiresAt,
    });
  }

  /** Takes the issuer's answer, once. False where nobody has begun that, or it was answered already. */
  async answer(options: {
    state: string;
    callback: string;
    ticket: string;
    now: number;
  }): Promise<boolean> {
    const { state, callback, ticket, now } = options;
    const key = { state_hash: idOf(state), ticket_hash: null };
    const row = await this.#knex<AttemptRow>(TABLE)
      .where(key)
      .andWhere('expires_at', '>', now)
      .first();
    if (!row) return false;
    const attempt = await this.#open(row);
    const payload = await this.#seal(row.user_ref, row.target, {
      ...attempt,
      callback,
    });
    const count = await this.#knex<AttemptRow>(TABLE)
      .where(key)
      .update({ ticket_hash: idOf(ticket), payload });
    return count === 1;
  }

  /** Takes an answered attempt out: whoever comes with its ticket, it is over. */
  async take(
    ticket: string,
    now: number,
  ): Promise<
    { userRef: string; target: string; attempt: Attempt } | undefined
  > {
    const key = { ticket_hash: idOf(ticket) };
    const row = await this.#knex<AttemptRow>(TABLE).where(key).first();
    // Of two who come at once, one deletes the row.
    const count = await this.#knex<AttemptRow>(TABLE).where(key).delete();
    if (!row || count !== 1 || Number(row.expires_at) <= now) return undefined;
    const { user_ref: userRef, target } = row;
    return { userRef, target, attempt: await this.#open(row) };
  }

  async deleteExpired(now: number): Promise<void> {
    await this.#knex<AttemptRow>(TABLE).where('expires_at', '<=', now).delete();
  }

  async #seal(
    userRef: string,
    target: string,
    attempt: Attempt,
  ): Promise<string> {
    const context = ['connection attempt', userRef, target] as const;
    return await this.#box.seal(context, JSON.stringify(attempt));
  }

  async #open(row: AttemptRow): Promise<Attempt> {
    const context = ['connection attempt', row.user_ref, row.target] as const;
    const text = await this.#box.open(context, row.payload);
    return attemptSchema.parse(JSON.parse(text));
  }
}
