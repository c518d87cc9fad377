import type { Knex } from 'knex';
import { idOf } from './idOf';

const TABLE = 'oauth_tickets';

/** What a person decided, on its way to the browser that began. */
export interface TicketRow {
  interaction_id: string;
  ticket_hash: string;
  user_ref: string;
  decision: 'allow' | 'deny';
  server_ref: string;
  catalog_read: string | null;
  expires_at: number;
}

/** Tickets in the database: their hashes, beside the interaction that they are for. */
export class TicketStore {
  static create(options: { database: Knex }): TicketStore {
    return new TicketStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Keeps a ticket. A person may decide again until the ticket is used; false where somebody else has decided. */
  async put(options: {
    interactionId: string;
    ticket: string;
    row: Omit<TicketRow, 'interaction_id' | 'ticket_hash'>;
  }): Promise<boolean> {
    const { interactionId, ticket, row } = options;
    const kept: TicketRow = {
      ...row,
      interaction_id: idOf(interactionId),
      ticket_hash: idOf(ticket),
    };
    await this.#knex<TicketRow>(TABLE)
      .insert(kept)
      .onConflict('interaction_id')
      .merge(['ticket_hash', 'decision', 'catalog_read', 'expires_at'])
      .where(`${TABLE}.user_ref`, row.user_ref);
    const current = await this.#knex<TicketRow>(TABLE)
      .where({ interaction_id: kept.interaction_id })
      .first();
    return current?.ticket_hash === kept.ticket_hash;
  }

  /** Who has decided about an interaction. */
  async deciderOf(interactionId: string): Promise<string | undefined> {
    const row = await this.#knex<TicketRow>(TABLE)
      .where({ interaction_id: idOf(interactionId) })
      .first();
    return row?.user_ref;
  }

  /** Takes a ticket: once, and before it expires. */
  async spend(
    options: { interactionId: string; ticket: string },
    now: number,
  ): Promise<TicketRow | undefined> {
    const key = {
      interaction_id: idOf(options.interactionId),
      ticket_hash: idOf(options.ticket),
    };
    const row = await this.#knex<TicketRow>(TABLE).where(key).first();
    // Of two who come at once, one deletes the row.
    const count = await this.#knex<TicketRow>(TABLE).where(key).delete();
    return row && count === 1 && Number(row.expires_at) > now ? row : undefined;
  }

  async deleteExpired(now: number): Promise<void> {
    await this.#knex(TABLE).where('expires_at', '<=', now).delete();
  }
}
