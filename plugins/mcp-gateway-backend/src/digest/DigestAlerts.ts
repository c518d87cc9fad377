import {
  describeFinding,
  type GatewaySchemas,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { type AlertRow, toAlert } from '../alerts/store/alertRow';

const SHOWN = 20;

/** The alerts about the servers of one owner that changed in a time. */
export class DigestAlerts {
  static create(options: { database: Knex }): DigestAlerts {
    return new DigestAlerts(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async of(asked: {
    owner: string;
    from: string;
    to: string;
  }): Promise<GatewaySchemas['OwnerDigest']['alerts']> {
    const within = () =>
      this.#knex<AlertRow>('alerts')
        .where('owner_ref', asked.owner)
        .where('changed_at', '>=', asked.from)
        .where('changed_at', '<', asked.to);
    const rows: AlertRow[] = await within()
      .orderBy([{ column: 'changed_at', order: 'desc' }, { column: 'id' }])
      .limit(SHOWN);
    const [{ count }] = await within().count({ count: '*' });
    const [{ open }] = await within()
      .whereIn('state', ['open', 'acknowledged'])
      .count({ open: '*' });
    return {
      ...{ total: Number(count), open: Number(open) },
      items: rows.map(toAlert).map(alert => ({
        ...{ id: alert.id, detector: alert.detector, state: alert.state },
        ...{ severity: alert.severity, at: alert.changedAt },
        ...(alert.serverRef !== undefined && { serverRef: alert.serverRef }),
        text: describeFinding(alert),
      })),
    };
  }
}
