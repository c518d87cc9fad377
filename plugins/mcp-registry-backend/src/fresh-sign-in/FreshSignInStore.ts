import { createHash } from 'node:crypto';
import type { Knex } from 'knex';

const TABLE = 'fresh_sign_ins';

interface Row {
  proof_hash: string;
  user_ref: string;
  signed_in_at: string;
  expires_at: string;
}

/** Keeps who signed in again. Of the proof it knows the hash alone. */
export class FreshSignInStore {
  static create(options: { knex: Knex }): FreshSignInStore {
    return new FreshSignInStore(options.knex);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async add(options: {
    proof: string;
    userRef: string;
    signedInAt: Date;
    expiresAt: Date;
    now: Date;
  }): Promise<void> {
    await this.#knex<Row>(TABLE)
      .where('expires_at', '<=', options.now.toISOString())
      .delete();
    await this.#knex<Row>(TABLE).insert({
      proof_hash: hash(options.proof),
      user_ref: options.userRef,
      signed_in_at: options.signedInAt.toISOString(),
      expires_at: options.expiresAt.toISOString(),
    });
  }

  /** When this person signed in, as this proof shows; `undefined` where it shows nothing (any more). */
  async find(options: {
    proof: string;
    userRef: string;
    now: Date;
  }): Promise<string | undefined> {
    const row = await this.#knex<Row>(TABLE)
      .where({ proof_hash: hash(options.proof), user_ref: options.userRef })
      .andWhere('expires_at', '>', options.now.toISOString())
      .first();
    return row?.signed_in_at;
  }
}

function hash(proof: string): string {
  return createHash('sha256').update(proof).digest('hex');
}
