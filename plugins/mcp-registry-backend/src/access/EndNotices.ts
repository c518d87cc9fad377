import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { Clock } from '../service/Clock';
import type { ReviewNotifier } from '../reviews/ReviewNotifier';
import { findServersById } from '../servers/ServerStore';
import { type GrantRecord, type GrantRow, toGrantRecord } from './GrantStore';

const HOUR_MS = 60 * 60 * 1000;
const AT_ONCE = 500;
const NOTICES = [
  { notice: 'hour', hours: 1 },
  { notice: 'day', hours: 24 },
] as const;

/**
 * Announces the end of grants, a day and an hour before, once each. Whoever writes the announcement down sends it: of two
 * replicas one.
 */
export class EndNotices {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    notifier: Pick<ReviewNotifier, 'grantEnds'>;
  }): EndNotices {
    return new EndNotices(options);
  }

  readonly #options: Parameters<typeof EndNotices.create>[0];

  private constructor(options: Parameters<typeof EndNotices.create>[0]) {
    this.#options = options;
  }

  /** @returns how many were sent. */
  async announce(): Promise<number> {
    const { database, clock, notifier } = this.#options;
    const now = clock.now();
    let sent = 0;
    for (const each of NOTICES) {
      const due = await this.#due(each, now);
      const servers = await findServersById(
        database.knex,
        due.map(({ serverId }) => serverId),
      );
      for (const grant of due) {
        const server = servers.get(grant.serverId);
        const isMine = await this.#claim(grant, each.notice);
        // Of access that was short from the start, and of access that goes on, nobody needs to hear.
        const isNews =
          lastsLonger(grant, each.hours) && !(await this.#goesOn(grant));
        if (server && isMine && isNews) {
          await notifier.grantEnds({ grant, server, notice: each.notice });
          sent += 1;
        }
      }
    }
    return sent;
  }

  async #due(
    { notice, hours }: (typeof NOTICES)[number],
    now: Date,
  ): Promise<GrantRecord[]> {
    const rows: GrantRow[] = await this.#options.database
      .knex('grants')
      .where({ state: 'active' })
      .where('expires_at', '>', now.toISOString())
      .where(
        'expires_at',
        '<=',
        new Date(now.getTime() + hours * HOUR_MS).toISOString(),
      )
      .where(unsent => {
        unsent.whereNull('notice');
        if (notice === 'hour') unsent.orWhere({ notice: 'day' });
      })
      .orderBy('expires_at')
      .limit(AT_ONCE);
    return rows.map(toGrantRecord);
  }

  async #claim(grant: GrantRecord, notice: 'day' | 'hour'): Promise<boolean> {
    const count: number = await this.#options.database
      .knex('grants')
      .where({ id: grant.id, notice: grant.notice ?? null })
      .update({ notice });
    return count === 1;
  }

  async #goesOn(grant: GrantRecord): Promise<boolean> {
    const rows: GrantRow[] = await this.#options.database
      .knex('grants')
      .where({
        state: 'active',
        server_id: grant.serverId,
        subject: grant.subject,
      })
      .where('expires_at', '>', grant.expiresAt);
    return rows.map(toGrantRecord).some(other => covers(other, grant));
  }
}

function lastsLonger(grant: GrantRecord, hours: number): boolean {
  return (
    Date.parse(grant.expiresAt) - Date.parse(grant.createdAt) > hours * HOUR_MS
  );
}

function covers(other: GrantRecord, { tools }: GrantRecord): boolean {
  if (other.tools.kind === 'all') return true;
  const names = new Set(other.tools.names);
  return tools.kind === 'named' && tools.names.every(name => names.has(name));
}
