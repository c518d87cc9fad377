import { hash } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, stringifyError } from '@backstage/errors';
import type { Knex } from 'knex';
import { type Clock, systemClock } from '../access/Clock';
import { MailboxStore } from './MailboxStore';
import type { Seal } from './Seal';

const POLL_MS = 150;
const KEPT_MS = 10 * 60_000;
const MAX_PAYLOAD_BYTES = 1024 * 1024;
/** Messages at one address that nobody has received. */
const MAX_WAITING = 32;

/** Somebody on this replica who waits for a message. */
interface Receiver {
  deliver: (payload: Buffer | undefined) => void;
}

/**
 * Hands messages from the replica where they arrive to the one that waits for them: an answer of a client, for example,
 * to a question that another replica asked it. Sealed, each received once, gone after ten minutes. Whoever posts or
 * receives must know the address, so make it of what only they can know.
 */
export class Mailbox {
  static create(options: {
    database: Knex;
    seal: Seal;
    logger: LoggerService;
    clock?: Clock;
  }): Mailbox {
    return new Mailbox(options);
  }

  readonly #store: MailboxStore;
  readonly #seal: Seal;
  readonly #logger: LoggerService;
  readonly #clock: Clock;
  /** By the address' hash, first come first served. */
  readonly #receivers = new Map<string, Receiver[]>();
  #polling = false;
  #isFailing = false;

  private constructor(options: Parameters<typeof Mailbox.create>[0]) {
    this.#store = MailboxStore.create(options);
    this.#seal = options.seal;
    this.#logger = options.logger;
    this.#clock = options.clock ?? systemClock;
  }

  /** Sends a message. Where its receiver waits on this replica, the database has no part in it. */
  async post(address: string, payload: Buffer): Promise<void> {
    if (payload.length > MAX_PAYLOAD_BYTES) {
      throw new InputError('The message is too large to be handed on');
    }
    const place = hash('sha256', address);
    const [receiver] = this.#receivers.get(place) ?? [];
    if (receiver) {
      receiver.deliver(payload);
      return;
    }
    if ((await this.#store.countAt(place)) >= MAX_WAITING) {
      throw new InputError('Too many messages wait for their receiver');
    }
    await this.#store.add({
      address: place,
      payload: this.#seal.seal({
        purpose: 'mailbox',
        context: place,
        content: payload,
      }),
      sent_at: this.#clock.now(),
    });
  }

  /** The next message; `undefined` when none came in time, or nobody waits any more. */
  async receive(
    address: string,
    options: { signal?: AbortSignal; timeoutMs: number },
  ): Promise<Buffer | undefined> {
    const { signal, timeoutMs } = options;
    if (signal?.aborted) return undefined;
    const place = hash('sha256', address);
    let settle: (payload: Buffer | undefined) => void = () => {};
    const received = new Promise<Buffer | undefined>(resolve => {
      settle = resolve;
    });
    const receiver: Receiver = {
      // At once, so that the next message is for somebody else.
      deliver: payload => {
        this.#forget(place, receiver);
        settle(payload);
      },
    };
    const giveUp = () => receiver.deliver(undefined);
    const timer = setTimeout(giveUp, timeoutMs);
    signal?.addEventListener('abort', giveUp);
    const others = this.#receivers.get(place) ?? [];
    this.#receivers.set(place, [...others, receiver]);
    void this.#poll();
    try {
      return await received;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** Forgets what nobody received. */
  async cleanUp(): Promise<void> {
    await this.#store.deleteOlderThan(this.#clock.now() - KEPT_MS);
  }

  #forget(place: string, receiver: Receiver) {
    const left = this.#receivers.get(place)?.filter(one => one !== receiver);
    if (left?.length) this.#receivers.set(place, left);
    else this.#receivers.delete(place);
  }

  /** One question for all who wait, as long as somebody does. Never throws. */
  async #poll(): Promise<void> {
    if (this.#polling) return;
    this.#polling = true;
    while (this.#receivers.size > 0) {
      try {
        await this.#fetch();
        this.#isFailing = false;
      } catch (error) {
        if (!this.#isFailing) {
          this.#logger.warn(
            `Messages of other replicas cannot be read: ${stringifyError(
              error,
            )}`,
          );
        }
        this.#isFailing = true;
      }
      if (this.#receivers.size === 0) break;
      await new Promise(resolve => setTimeout(resolve, POLL_MS).unref());
    }
    this.#polling = false;
  }

  async #fetch(): Promise<void> {
    const sentAfter = this.#clock.now() - KEPT_MS;
    const places = [...this.#receivers.keys()];
    for (const mail of await this.#store.waitingAt(places, sentAfter)) {
      const { id, address: place } = mail;
      if (!this.#receivers.has(place)) continue;
      const sealed = await this.#store.take(id);
      if (!sealed) continue;
      const payload = await this.#seal.open({
        purpose: 'mailbox',
        context: place,
        sealed,
      });
      const [receiver] = this.#receivers.get(place) ?? [];
      if (!payload) {
        this.#logger.warn('A message of another replica could not be opened');
      } else if (receiver) {
        receiver.deliver(payload);
      } else {
        // They left while it was being taken; whoever asks again finds it.
        await this.#store.add({
          address: place,
          payload: sealed,
          sent_at: this.#clock.now(),
        });
      }
    }
  }
}
