import type { Knex } from 'knex';
import type { Clock } from '../service/Clock';
import { toServerRecord, type ServerRow } from '../servers/ServerRecord';
import type { ServerRecord } from '../servers/ServerRecord';
import { dueNotices, type NoticeKind } from './dueNotices';
import type { EndOfLife } from './EndOfLife';
import type { LifecycleNotifier } from './LifecycleNotifier';

const TABLE = 'lifecycle_notices';
/** A replica that dies over a notice leaves it to another one after that. */
const CLAIM_MS = 5 * 60_000;
const SERVERS_AT_ONCE = 200;

/** Tells people of the end of servers, each thing once, whichever replica comes first. */
export class NoticeService {
  static create(options: {
    knex: Knex;
    clock: Clock;
    notifier: LifecycleNotifier;
  }): NoticeService {
    return new NoticeService(options);
  }

  readonly #options: Parameters<typeof NoticeService.create>[0];

  private constructor(options: Parameters<typeof NoticeService.create>[0]) {
    this.#options = options;
  }

  /** Sends what is due: of one server, or of all. */
  async send(serverId?: string): Promise<void> {
    let after: string | undefined;
    do {
      const servers = await this.#servers({ serverId, after });
      for (const server of servers) await this.#tell(server);
      after =
        servers.length === SERVERS_AT_ONCE ? servers.at(-1)?.id : undefined;
    } while (after !== undefined);
  }

  async #tell(server: ServerRecord): Promise<void> {
    const { knex, clock, notifier } = this.#options;
    const { endOfLife } = server;
    if (!endOfLife) return;
    const mine: NoticeKind[] = [];
    for (const kind of dueNotices(endOfLife, clock.now())) {
      if (await this.#claim(server.id, endOfLife, kind)) mine.push(kind);
    }
    // Where several were missed, the last one says it all.
    const kind = mine.at(-1);
    if (!kind) return;
    await notifier.serverEnds(
      { ...server, endOfLife },
      { kind, holders: await this.#holders(server.id, endOfLife, kind) },
    );
    await knex(TABLE)
      .where({ server_id: server.id, plan: endOfLife.plan })
      .whereIn('kind', mine)
      .update({ sent_at: clock.now().toISOString() });
  }

  /** Those that end and have not ended, and those whose end was not told. */
  async #servers(options: {
    serverId?: string;
    after?: string;
  }): Promise<ServerRecord[]> {
    const { knex } = this.#options;
    const { serverId, after } = options;
    const query = knex('servers').whereNotNull('end_of_life');
    if (serverId !== undefined) query.where({ id: serverId });
    if (after !== undefined) query.where('id', '>', after);
    query.where(open =>
      open.where({ deprecated: true }).orWhereNotExists(
        knex(TABLE)
          .whereRaw('?? = ??', [`${TABLE}.server_id`, 'servers.id'])
          .where({ [`${TABLE}.kind`]: 'retired' })
          .whereNotNull(`${TABLE}.sent_at`)
          .select(knex.raw('1')),
      ),
    );
    const rows: ServerRow[] = await query
      .orderBy('id')
      .limit(SERVERS_AT_ONCE)
      .select('*');
    return rows.map(toServerRecord);
  }

  async #claim(
    serverId: string,
    { plan }: EndOfLife,
    kind: NoticeKind,
  ): Promise<boolean> {
    const { knex, clock } = this.#options;
    const now = clock.now();
    const key = { server_id: serverId, plan, kind };
    const claimed_until = new Date(now.getTime() + CLAIM_MS).toISOString();
    const there = await knex(TABLE).where(key).first('kind');
    if (!there) {
      const added: unknown[] = await knex(TABLE)
        .insert({ ...key, claimed_until, sent_at: null })
        .onConflict(['server_id', 'plan', 'kind'])
        .ignore()
        .returning('kind');
      return added.length === 1;
    }
    const taken: number = await knex(TABLE)
      .where(key)
      .whereNull('sent_at')
      .where('claimed_until', '<=', now.toISOString())
      .update({ claimed_until });
    return taken === 1;
  }

  /** Who uses it, or used it until it was retired. */
  async #holders(
    serverId: string,
    { retiredAt }: EndOfLife,
    kind: NoticeKind,
  ): Promise<string[]> {
    const { knex, clock } = this.#options;
    const query = knex('grants').where({ server_id: serverId });
    if (kind === 'retired') {
      query.where({ revoked_at: retiredAt ?? null });
    } else {
      query
        .where({ state: 'active' })
        .where('expires_at', '>', clock.now().toISOString());
    }
    const rows: { subject: string }[] = await query
      .distinct('subject')
      .orderBy('subject');
    return rows.map(({ subject }) => subject);
  }
}
