import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { StateFile } from './StateFile';

interface Row {
  payload: AdapterPayload;
  expiresAt?: number;
}

const SAVE_AFTER_MS = 200;

/** What the provider remembers (sessions, codes, tokens), kept over a restart so that nobody has to sign in again. */
export class SessionStore {
  static create(options: {
    file: StateFile<Record<string, Row>>;
  }): SessionStore {
    return new SessionStore(options.file);
  }

  readonly #file: StateFile<Record<string, Row>>;
  readonly #rows: Map<string, Row>;
  #timer: NodeJS.Timeout | undefined;

  private constructor(file: StateFile<Record<string, Row>>) {
    this.#file = file;
    this.#rows = new Map(Object.entries(file.read() ?? {}));
  }

  /** The adapter of one model, as `oidc-provider` asks for it. */
  adapter(model: string): Adapter {
    const key = (id: string) => `${model}:${id}`;
    return {
      upsert: async (id, payload, expiresIn) => {
        this.#rows.set(key(id), {
          payload,
          ...(expiresIn && { expiresAt: Date.now() + expiresIn * 1000 }),
        });
        this.#changed();
      },
      find: async id => this.#live(key(id)),
      findByUid: async uid =>
        this.#search(model, payload => payload.uid === uid),
      findByUserCode: async userCode =>
        this.#search(model, payload => payload.userCode === userCode),
      consume: async id => {
        const payload = this.#live(key(id));
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
        this.#changed();
      },
      destroy: async id => {
        this.#rows.delete(key(id));
        this.#changed();
      },
      revokeByGrantId: async grantId => {
        for (const [rowKey, { payload }] of this.#rows) {
          if (payload.grantId === grantId) this.#rows.delete(rowKey);
        }
        this.#changed();
      },
    };
  }

  /** Writes what is not written yet. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const key of this.#rows.keys()) this.#live(key);
    this.#file.write(Object.fromEntries(this.#rows));
  }

  #live(key: string): AdapterPayload | undefined {
    const row = this.#rows.get(key);
    if (row?.expiresAt !== undefined && row.expiresAt <= Date.now()) {
      this.#rows.delete(key);
      return undefined;
    }
    return row?.payload;
  }

  #search(
    model: string,
    wanted: (payload: AdapterPayload) => boolean,
  ): AdapterPayload | undefined {
    for (const key of this.#rows.keys()) {
      const payload = key.startsWith(`${model}:`) && this.#live(key);
      if (payload && wanted(payload)) return payload;
    }
    return undefined;
  }

  #changed(): void {
    this.#timer ??= setTimeout(() => this.flush(), SAVE_AFTER_MS);
  }
}
