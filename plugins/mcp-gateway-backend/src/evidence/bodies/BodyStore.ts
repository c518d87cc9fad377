import {
  type AuditEvent,
  auditEventSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { insertRows } from '../../database/upsertRows';

const TABLE = 'call_bodies';
const EVENTS = 'audit_events';
const EVENT_TYPES = [
  'sallyport_call_body',
  'sallyport_call_body_lost',
  'sallyport_call_body_read',
];
/** So many reads of one call are shown. */
const MAX_EVENTS = 200;

/** What is kept of a call, encrypted. */
export interface BodyRow {
  call_id: string;
  at: string;
  sealed: string;
}

/** Encrypted arguments and results in the database, and what the audit log says of them. */
export class BodyStore {
  static create(options: { database: Knex }): BodyStore {
    return new BodyStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Adds them all or none. A call that is there already stays as it is, so whoever does not know whether it succeeded may repeat it. */
  async add(rows: readonly BodyRow[]): Promise<void> {
    await this.#knex.transaction(async transaction => {
      const ids = rows.map(row => row.call_id);
      const known = new Set(
        await transaction(TABLE).whereIn('call_id', ids).pluck('call_id'),
      );
      await insertRows({
        database: transaction,
        table: TABLE,
        columns: ['call_id', 'at', 'sealed'],
        rows: rows.filter(row => !known.has(row.call_id)),
      });
    });
  }

  async find(callId: string): Promise<BodyRow | undefined> {
    return await this.#knex<BodyRow>(TABLE).where({ call_id: callId }).first();
  }

  async has(callId: string): Promise<boolean> {
    const found = await this.#knex<BodyRow>(TABLE)
      .where({ call_id: callId })
      .first('call_id');
    return found !== undefined;
  }

  /** What the audit log says about what is kept of a call, in its order. */
  async events(callId: string): Promise<AuditEvent[]> {
    const rows: { text: string }[] = await this.#knex(EVENTS)
      .where({ call_id: callId })
      .whereIn('type', EVENT_TYPES)
      .orderBy(['at', 'writer', 'seq'])
      .limit(MAX_EVENTS)
      .select('text');
    return rows.map(({ text }) => auditEventSchema.parse(JSON.parse(text)));
  }

  /** Removes what is kept of calls before a moment. Returns of how many. */
  async deleteOlderThan(moment: Date): Promise<number> {
    return await this.#knex<BodyRow>(TABLE)
      .where('at', '<', moment.toISOString())
      .delete();
  }
}
