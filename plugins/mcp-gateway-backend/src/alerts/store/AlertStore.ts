import { InputError } from '@backstage/errors';
import type { Knex } from 'knex';
import { validate as isUuid } from 'uuid';
import type { Alert } from '../types';
import { type AlertRow, toAlert } from './alertRow';

/** Which alerts to read. All that are given must hold. */
export interface AlertFilter {
  states?: readonly string[];
  severity?: string;
  detector?: string;
  serverRef?: string;
  who?: string;
  /** Owners of servers; absent: whoever owns them, and those that are about no server, too. */
  owners?: readonly string[];
  limit: number;
  cursor?: string;
}

/** What happened to an alert. */
export interface AlertHistory {
  at: string;
  what: string;
  /** Absent: a detector. */
  by?: string;
  reason?: string;
}

/** Reads alerts; who may is decided by whoever asks. */
export class AlertStore {
  static create(options: { database: Knex }) {
    return new AlertStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Those that changed last first. */
  async list(
    filter: AlertFilter,
  ): Promise<{ items: Alert[]; nextCursor?: string }> {
    const { states, severity, detector, serverRef, who, owners } = filter;
    const query = this.#knex<AlertRow>('alerts')
      .orderBy([
        { column: 'changed_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(filter.limit + 1);
    if (states) query.whereIn('state', [...states]);
    if (severity) query.where({ severity });
    if (detector) query.where({ detector });
    if (serverRef) query.where({ server_ref: serverRef });
    if (who) query.where({ who });
    if (owners) query.whereIn('owner_ref', [...owners]);
    if (filter.cursor !== undefined) {
      const [at, id] = filter.cursor.split('_');
      if (Number.isNaN(Date.parse(at)) || !isUuid(id)) {
        throw new InputError(
          'The cursor is not one that this list gave; begin again without it',
        );
      }
      query.where(before =>
        before
          .where('changed_at', '<', at)
          .orWhere(same => same.where('changed_at', at).where('id', '<', id)),
      );
    }
    const rows = await query;
    const items = rows.slice(0, filter.limit).map(toAlert);
    const last = items.at(-1);
    return rows.length > filter.limit && last
      ? { items, nextCursor: `${last.changedAt}_${last.id}` }
      : { items };
  }

  async get(id: string): Promise<Alert | undefined> {
    if (!isUuid(id)) return undefined;
    const row = await this.#knex<AlertRow>('alerts').where({ id }).first();
    return row && toAlert(row);
  }

  /** The latest first. */
  async historyOf(id: string): Promise<AlertHistory[]> {
    const rows: {
      at: string;
      what: string;
      by: string | null;
      reason: string | null;
    }[] = await this.#knex('alert_events')
      .where({ alert_id: id })
      .orderBy('id', 'desc')
      .limit(100)
      .select('at', 'what', 'by', 'reason');
    return rows.map(({ at, what, by, reason }) => ({
      ...{ at, what },
      ...(by !== null && { by }),
      ...(reason !== null && { reason }),
    }));
  }

  /** Forgets what is over and old, and what detectors remember of those of whom nothing was seen for long. */
  async cleanUp(before: Date): Promise<void> {
    const at = before.toISOString();
    const old = this.#knex('alerts')
      .where('changed_at', '<', at)
      .whereIn('state', ['resolved', 'dismissed'])
      .select('id');
    await this.#knex('alert_events').whereIn('alert_id', old.clone()).delete();
    await this.#knex('alert_messages')
      .whereIn('alert_id', old.clone())
      .delete();
    await this.#knex('alert_reactions')
      .whereIn('alert_id', old.clone())
      .delete();
    await this.#knex('alerts')
      .where('changed_at', '<', at)
      .whereIn('state', ['resolved', 'dismissed'])
      .delete();
    await this.#knex('alert_states')
      .where('at', '<', before.getTime())
      .delete();
  }
}
