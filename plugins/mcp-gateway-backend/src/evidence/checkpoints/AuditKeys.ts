import { randomUUID } from 'node:crypto';
import {
  AUDIT_ALGORITHM,
  type AuditSigningKey,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
import type { Knex } from 'knex';
import { isUniqueViolation } from '../../database/isUniqueViolation';
import type { SecretBox } from '../../encryption/SecretBox';

const TABLE = 'audit_keys';
const PURPOSE = 'audit key';
const DAY_MS = 24 * 60 * 60_000;

interface Row {
  kid: string;
  generation: number;
  private_jwk: string;
  public_jwk: string;
  created_at: string;
}

/**
 * Keys that sign checkpoints: their own, not those of tokens, which are forgotten after hours. A checkpoint must be verifiable for
 * years, so that public halves stay; private ones go when the next key comes.
 */
export class AuditKeys {
  static create(options: {
    database: Knex;
    box: SecretBox;
    rotationDays?: number;
    now?: () => number;
  }): AuditKeys {
    return new AuditKeys(options);
  }

  readonly #database: Knex;
  readonly #box: SecretBox;
  readonly #rotationMs: number;
  readonly #now: () => number;

  private constructor(options: Parameters<typeof AuditKeys.create>[0]) {
    this.#database = options.database;
    this.#box = options.box;
    this.#rotationMs = (options.rotationDays ?? 90) * DAY_MS;
    this.#now = options.now ?? Date.now;
  }

  /** The key to sign with now; the next one where it is time for it. */
  async current(): Promise<AuditSigningKey> {
    const newest = await this.#newest();
    const isDue =
      !newest ||
      newest.private_jwk === '' ||
      Date.parse(newest.created_at) + this.#rotationMs <= this.#now();
    if (isDue) await this.#add((newest?.generation ?? 0) + 1);
    const row = isDue ? await this.#newest() : newest;
    if (!row) throw new Error('No key could be made for checkpoints');
    const key = await importJWK(
      JSON.parse(this.#box.open(PURPOSE, row.private_jwk)) as JWK,
      AUDIT_ALGORITHM,
    );
    if (key instanceof Uint8Array) {
      throw new Error('A key of checkpoints is not an asymmetric key');
    }
    return { kid: row.kid, privateKey: key };
  }

  /** Every public key that ever signed. */
  async publicKeys(): Promise<JSONWebKeySet> {
    const rows = await this.#database<Row>(TABLE).orderBy('generation');
    return { keys: rows.map(row => JSON.parse(row.public_jwk) as JWK) };
  }

  async #newest(): Promise<Row | undefined> {
    return await this.#database<Row>(TABLE)
      .orderBy('generation', 'desc')
      .first();
  }

  async #add(generation: number): Promise<void> {
    const pair = await generateKeyPair(AUDIT_ALGORITHM, { extractable: true });
    const common = { kid: randomUUID(), alg: AUDIT_ALGORITHM, use: 'sig' };
    const text = async (key: Parameters<typeof exportJWK>[0]) =>
      JSON.stringify({ ...(await exportJWK(key)), ...common });
    try {
      await this.#database<Row>(TABLE).insert({
        ...{ kid: common.kid, generation },
        private_jwk: this.#box.seal(PURPOSE, await text(pair.privateKey)),
        public_jwk: await text(pair.publicKey),
        created_at: new Date(this.#now()).toISOString(),
      });
    } catch (error) {
      // Another replica was faster: its key is as good.
      if (!isUniqueViolation(error)) throw error;
    }
    await this.#database<Row>(TABLE)
      .where('generation', '<', generation)
      .update({ private_jwk: '' });
  }
}
