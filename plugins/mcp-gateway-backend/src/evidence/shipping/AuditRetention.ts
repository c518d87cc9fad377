import type { AuditEvent } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';

const DAY_MS = 24 * 60 * 60 * 1000;
const EVENTS = 'audit_events';

/** Events that are gone, and what the chain was before and after them. */
export type DeletedEvents = NonNullable<AuditEvent['sallyport']['deleted']>;

/**
 * Deletes events whose time is over, whole days of them, from the beginning of each chain. What is left of a chain goes on at a seal, which
 * says what is gone and by whose will; it is written in the same transaction.
 */
export class AuditRetention {
  static create(options: {
    database: Knex;
    retentionDays: number;
    /** Writes into the log of this replica what was deleted. */
    tell: (deleted: DeletedEvents) => void;
    now?: () => Date;
  }): AuditRetention {
    return new AuditRetention(options);
  }

  readonly #options: Parameters<typeof AuditRetention.create>[0];

  private constructor(options: Parameters<typeof AuditRetention.create>[0]) {
    this.#options = options;
  }

  async cleanUp(): Promise<void> {
    const { database, retentionDays, tell, now } = this.#options;
    const cutOff = (now?.() ?? new Date()).getTime() - retentionDays * DAY_MS;
    // Whole days: a chain gets one seal a day, not one an hour.
    const moment = new Date(cutOff - (cutOff % DAY_MS)).toISOString();
    const writers: string[] = await database(EVENTS)
      .where('at', '<', moment)
      .distinct()
      .pluck('writer');
    for (const writer of writers) {
      const deleted = await this.#prune(writer, moment);
      if (deleted) tell(deleted);
    }
  }

  async #prune(
    writer: string,
    moment: string,
  ): Promise<DeletedEvents | undefined> {
    const { database, retentionDays } = this.#options;
    return await database.transaction(async transaction => {
      const head = transaction('audit_writers').where({ writer });
      if (transaction.client.config.client === 'pg') head.forUpdate();
      const { seq } = (await head.first('seq')) ?? { seq: 0 };
      const events = () => transaction(EVENTS).where({ writer });
      const kept = await events()
        .where('at', '>=', moment)
        .min({ seq: 'seq' })
        .first();
      // Clocks are set back, too: nothing is deleted that stands behind something that is kept.
      const to = kept?.seq ? Number(kept.seq) - 1 : Number(seq);
      const first = await events().orderBy('seq').first('seq', 'prev');
      const from = Number(first?.seq);
      if (!first || from > to) return undefined;
      const last = await events().where({ seq: to }).first('hash');
      const deleted = {
        ...{ writer, from, to, prev: first.prev, last: last.hash },
        by: 'retention',
        reason: `older than ${retentionDays} days`,
      };
      await transaction('audit_gaps').insert({
        writer,
        from_seq: from,
        to_seq: to,
        prev: deleted.prev,
        last: deleted.last,
        at: new Date().toISOString(),
        by: deleted.by,
        reason: deleted.reason,
      });
      await events().where('seq', '<=', to).delete();
      return deleted;
    });
  }
}
