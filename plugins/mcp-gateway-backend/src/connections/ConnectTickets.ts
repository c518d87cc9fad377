import { randomUUID } from 'node:crypto';
import { NotAllowedError } from '@backstage/errors';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { Clock } from '../access/Clock';
import { idOf } from '../authorization-server/idOf';
import { isUniqueViolation } from '../database/isUniqueViolation';
import type { EnvelopeBox } from '../encryption/EnvelopeBox';
import type { ConnectionKey } from './types';

const TABLE = 'connection_tickets';
const CONTEXT = ['connect ticket'] as const;
const LIFE_MS = 60 * 60_000;

const ticketSchema = z.object({
  id: z.string(),
  userRef: z.string(),
  target: z.string(),
  expiresAt: z.number(),
});

/**
 * Links to connect an account, each for the one person whose call needed it (C4), and good for one connection. A link is
 * sealed, so that a call that makes one writes nothing.
 */
export class ConnectTickets {
  static create(options: {
    database: Knex;
    box: EnvelopeBox;
    clock: Clock;
  }): ConnectTickets {
    return new ConnectTickets(options);
  }

  readonly #options: Parameters<typeof ConnectTickets.create>[0];

  private constructor(options: Parameters<typeof ConnectTickets.create>[0]) {
    this.#options = options;
  }

  /** A page of the portal. */
  async pathFor({ userRef, target }: ConnectionKey): Promise<string> {
    const { box, clock } = this.#options;
    const ticket = await box.seal(
      CONTEXT,
      JSON.stringify({
        id: randomUUID(),
        userRef,
        target,
        expiresAt: clock.now() + LIFE_MS,
      }),
    );
    const query = new URLSearchParams({ server: target });
    // What stands behind the # is sent to no server, so no access log on the way has it (C6).
    return `/mcp/connect?${query}#${new URLSearchParams({ ticket })}`;
  }

  /** Throws unless it is for this person and server, and was not used. */
  async check(ticket: string, key: ConnectionKey): Promise<void> {
    const { id } = await this.#read(ticket, key);
    const used = await this.#options
      .database(TABLE)
      .where({ hash: idOf(id) })
      .first();
    if (used) throw new NotAllowedError('This link was used already');
  }

  /** Uses it up. Throws as {@link ConnectTickets.check} does. */
  async spend(ticket: string, key: ConnectionKey): Promise<void> {
    const { id, expiresAt } = await this.#read(ticket, key);
    try {
      await this.#options
        .database(TABLE)
        .insert({ hash: idOf(id), expires_at: expiresAt });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new NotAllowedError('This link was used already');
    }
  }

  async cleanUp(): Promise<void> {
    const { database, clock } = this.#options;
    await database(TABLE).where('expires_at', '<=', clock.now()).delete();
  }

  async #read(ticket: string, { userRef, target }: ConnectionKey) {
    const read = await this.#open(ticket);
    if (!read || read.expiresAt <= this.#options.clock.now()) {
      throw new NotAllowedError('This link has ended: call the tool again');
    }
    if (read.userRef !== userRef || read.target !== target) {
      throw new NotAllowedError(
        'This link is for somebody else: nothing was connected. If somebody sent it to you, tell your security team.',
      );
    }
    return read;
  }

  async #open(ticket: string) {
    try {
      const text = await this.#options.box.open(CONTEXT, ticket);
      return ticketSchema.parse(JSON.parse(text));
    } catch {
      return undefined;
    }
  }
}
