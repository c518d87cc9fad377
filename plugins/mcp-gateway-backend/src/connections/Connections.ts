import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { Clock } from '../access/Clock';
import type { DataKeys } from '../encryption/DataKeys';
import { EnvelopeBox } from '../encryption/EnvelopeBox';
import { ConnectionCache } from './ConnectionCache';
import { type ConnectionRow, ConnectionStore } from './ConnectionStore';
import type { Connection, ConnectionKey, ConnectionKind } from './types';

const UNLINKED_KEPT_MS = 60 * 60_000;
const PAGE = 100;

/**
 * People's connections, opened in memory: a call that has one asks nobody. A change holds on every replica within two
 * seconds.
 *
 *   none ──link──▶ linked ◀──link──▶ needs-sign-in        either ──unlink──▶ none
 */
export class Connections {
  static create(options: {
    database: Knex;
    keys: DataKeys;
    clock: Clock;
    logger: LoggerService;
  }): Connections {
    return new Connections(options);
  }

  readonly #store: ConnectionStore;
  readonly #box: EnvelopeBox;
  readonly #clock: Clock;
  readonly #cache: ConnectionCache;
  readonly #keys: DataKeys;
  /** This replica, in leases. */
  readonly #owner = randomUUID();

  private constructor(options: Parameters<typeof Connections.create>[0]) {
    this.#store = ConnectionStore.create(options);
    this.#keys = options.keys;
    this.#box = EnvelopeBox.create(options);
    this.#clock = options.clock;
    this.#cache = ConnectionCache.create({ ...options, store: this.#store });
  }

  async start(): Promise<void> {
    await this.#cache.start();
  }

  async stop(): Promise<void> {
    await this.#cache.stop();
  }

  /** See {@link ConnectionCache.onChange}. */
  onChange(listener: (key: ConnectionKey) => void): () => void {
    return this.#cache.onChange(listener);
  }

  /** What is known without asking: `null` where there is none, `undefined` where it must be asked. */
  peek(key: ConnectionKey): Connection | null | undefined {
    return this.#cache.get(key);
  }

  /** Throws where it cannot be known. */
  async find(key: ConnectionKey): Promise<Connection | null> {
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    return await this.#cache.load(key, () => this.read(key));
  }

  /** Whether what a call was given is still the person's: neither unlinked, nor refused, nor linked anew. */
  async isStill(given: Connection | undefined): Promise<boolean> {
    const now = given && (await this.find(given));
    return now?.state === 'linked' && now.linkedAt === given?.linkedAt;
  }

  /** As it is in the database now. */
  async read(key: ConnectionKey): Promise<Connection | null> {
    const row = await this.#store.find(key);
    return row && row.state !== 'unlinked' ? await this.#open(row) : null;
  }

  /** A person's, without what is secret. */
  async list(userRef: string): Promise<Array<Omit<Connection, 'secret'>>> {
    return (await this.#store.listOf(userRef)).map(described);
  }

  /** Notes that a call used it. */
  noteUse({ id }: Connection): void {
    this.#cache.noteUse(id);
  }

  /** Links, in the place of what there was. */
  async link(
    options: ConnectionKey & {
      kind: ConnectionKind;
      secret: string;
      expiresAt?: number;
    },
  ): Promise<void> {
    const { userRef, target, kind, secret, expiresAt } = options;
    await this.#store.put({
      user_ref: userRef,
      target,
      kind,
      state: 'linked',
      payload: await this.#box.seal(contextOf(options), secret),
      expires_at: expiresAt ?? null,
      linked_at: this.#clock.now(),
    });
    this.#cache.forget(options);
    this.#cache.tell(options);
  }

  /** Puts newer tokens in the place of those of a connection. False where somebody was faster. */
  async renew(
    connection: Connection,
    held: { secret: string; expiresAt?: number },
  ): Promise<boolean> {
    const payload = await this.#box.seal(contextOf(connection), held.secret);
    return await this.#change(connection, {
      state: 'linked',
      payload,
      expires_at: held.expiresAt ?? null,
    });
  }

  /** Drops what is held: the person signs in again. */
  async needSignIn(connection: Connection): Promise<boolean> {
    return await this.#change(connection, {
      state: 'needs-sign-in',
      payload: null,
      expires_at: null,
    });
  }

  async unlink(connection: Connection): Promise<boolean> {
    return await this.#change(connection, {
      state: 'unlinked',
      payload: null,
      expires_at: null,
      // Counts until every replica has heard of it.
      linked_at: this.#clock.now(),
    });
  }

  /** Of all replicas one may renew a connection at a time. */
  async takeLease(connection: Connection, forMs: number): Promise<boolean> {
    const now = this.#clock.now();
    return await this.#store.takeLease(connection, {
      owner: this.#owner,
      now,
      until: now + forMs,
    });
  }

  async endLease({ id }: Connection): Promise<void> {
    await this.#store.endLease(id, this.#owner);
  }

  /** Rotates data keys, encrypts anew what an older one has encrypted, and forgets what was unlinked. */
  async cleanUp(): Promise<void> {
    await this.#store.deleteUnlinked(this.#clock.now() - UNLINKED_KEPT_MS);
    await this.#keys.maintain();
    let page = await this.#store.pageAfter('', PAGE);
    while (page.length > 0) {
      for (const row of page) await this.#sealAgain(row);
      page = await this.#store.pageAfter(page[page.length - 1].id, PAGE);
    }
  }

  async #sealAgain(row: ConnectionRow): Promise<void> {
    if (row.payload === null || !(await this.#box.isStale(row.payload))) return;
    const context = contextOf(described(row));
    const text = await this.#box.open(context, row.payload);
    await this.#store.reseal(row, await this.#box.seal(context, text));
  }

  async #change(
    connection: Connection,
    change: Parameters<ConnectionStore['change']>[1],
  ): Promise<boolean> {
    const isDone = await this.#store.change(connection, change);
    this.#cache.forget(connection);
    if (isDone && change.state !== 'linked') this.#cache.tell(connection);
    return isDone;
  }

  async #open(row: ConnectionRow): Promise<Connection> {
    const connection = described(row);
    if (row.payload === null) return connection;
    const secret = await this.#box.open(contextOf(connection), row.payload);
    return { ...connection, secret };
  }
}

function described(row: ConnectionRow): Omit<Connection, 'secret'> {
  return {
    id: row.id,
    userRef: row.user_ref,
    target: row.target,
    kind: row.kind,
    state: row.state === 'linked' ? 'linked' : 'needs-sign-in',
    linkedAt: row.linked_at,
    sequence: row.sequence,
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
  };
}

/** A row that is copied under another name does not open. */
function contextOf(
  of: ConnectionKey & { kind: ConnectionKind },
): [string, ...string[]] {
  return ['connection', of.userRef, of.target, of.kind];
}
