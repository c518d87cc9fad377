import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { Clock } from '../access/Clock';
import type { Consents } from './Consents';
import { idOf } from './idOf';
import type { StateStore } from './StateStore';

/** Dynamically registered clients that nobody consented to. */
const UNUSED_CLIENT_MS = 24 * 60 * 60_000;

/** One model of oidc-provider in our database. */
export class StateAdapter implements Adapter {
  static create(options: {
    model: string;
    store: StateStore;
    /** What is known without the database. */
    known?: (id: string) => AdapterPayload | undefined;
    consents: Consents;
    clock: Clock;
  }): StateAdapter {
    return new StateAdapter(options);
  }

  readonly #model: string;
  readonly #store: StateStore;
  readonly #known: (id: string) => AdapterPayload | undefined;
  readonly #consents: Consents;
  readonly #clock: Clock;

  private constructor(options: Parameters<typeof StateAdapter.create>[0]) {
    this.#model = options.model;
    this.#store = options.store;
    this.#known = options.known ?? (() => undefined);
    this.#consents = options.consents;
    this.#clock = options.clock;
  }

  async upsert(
    id: string,
    payload: AdapterPayload,
    expiresIn?: number,
  ): Promise<void> {
    const lifeMs =
      expiresIn === undefined ? UNUSED_CLIENT_MS : expiresIn * 1000;
    await this.#store.put(this.#key(id), payload, this.#clock.now() + lifeMs);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return (
      this.#known(id) ??
      (await this.#store.find(this.#key(id), this.#clock.now()))
    );
  }

  async findByUid(): Promise<undefined> {
    return undefined;
  }

  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  /** Codes and refresh tokens are good for one use. The library looks before; here it is decided who was first. */
  async consume(id: string): Promise<void> {
    const now = this.#clock.now();
    if (await this.#store.consume(this.#key(id), now)) return;
    const payload = await this.#store.find(this.#key(id), now);
    if (payload?.grantId) {
      await this.#consents.endByGrant(payload.grantId);
    }
    throw new errors.InvalidGrant('used already');
  }

  async destroy(id: string): Promise<void> {
    if (this.#model === 'Grant') await this.#consents.end({ id: idOf(id) });
    else await this.#store.destroy(this.#key(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    // Access tokens are in a table of their own, and go with the consent.
    await this.#store.destroyOfGrant(this.#model, grantId);
  }

  #key(id: string) {
    return { model: this.#model, id };
  }
}
