import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import { stringifyError } from '@backstage/errors';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { Clock } from '../service/Clock';
import { digestWords } from './digestWords';
import type { OwnerDigests } from './OwnerDigests';

const TABLE = 'owner_digests';
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_DAYS = 7;
/** Who was not told for long is told of this much. */
const LONGEST_DAYS = 35;
/** So long it is tried; then the next one is for the whole time. */
const PATIENCE_MS = DAY_MS;
const KEEP_MS = 400 * DAY_MS;
const AT_ONCE = 200;

interface Row {
  owner: string;
  from_at: string;
  to_at: string;
  planned_at: string;
  state: 'planned' | 'sent' | 'empty' | 'failed';
  done_at: string | null;
}

/** Sends each owner what happened since the last time: planned first, so that a restart or a gateway that is away loses none. */
export class DigestSender {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    digests: Pick<OwnerDigests, 'of' | 'owners'>;
    notifications: NotificationService;
    logger: LoggerService;
  }): DigestSender {
    return new DigestSender(options);
  }

  readonly #options: Parameters<typeof DigestSender.create>[0];

  private constructor(options: Parameters<typeof DigestSender.create>[0]) {
    this.#options = options;
  }

  /** Writes down that every owner is to be told, of the time since they were told last until this hour. */
  async plan(): Promise<void> {
    const { database, clock, digests } = this.#options;
    const now = +clock.now();
    const to = new Date(Math.floor(now / HOUR_MS) * HOUR_MS).toISOString();
    for (const owner of await digests.owners()) {
      const last: Row | undefined = await database
        .knex<Row>(TABLE)
        .where({ owner })
        .whereIn('state', ['sent', 'empty'])
        .orderBy('to_at', 'desc')
        .first();
      if (last && last.to_at >= to) continue;
      const from = Math.max(
        Date.parse(await this.#since(owner, last, to)),
        Date.parse(to) - LONGEST_DAYS * DAY_MS,
      );
      await database
        .knex<Row>(TABLE)
        .insert({
          ...{ owner, from_at: new Date(from).toISOString(), to_at: to },
          ...{ planned_at: new Date(now).toISOString(), state: 'planned' },
          done_at: null,
        })
        .onConflict(['owner', 'to_at'])
        .ignore();
    }
    await database
      .knex<Row>(TABLE)
      .where('planned_at', '<', new Date(now - KEEP_MS).toISOString())
      .delete();
  }

  /** Sends what is planned. What cannot be sent is tried again; one that cannot be sent holds up no other. */
  async deliver(): Promise<void> {
    const { database, clock, logger } = this.#options;
    const rows: Row[] = await database
      .knex<Row>(TABLE)
      .where({ state: 'planned' })
      .orderBy(['planned_at', 'owner'])
      .limit(AT_ONCE);
    for (const row of rows) {
      try {
        const state = await this.#send(row);
        if (state) await this.#done(row, state);
      } catch (error) {
        const isLate = +clock.now() - Date.parse(row.planned_at) > PATIENCE_MS;
        logger.warn(
          `The digest for ${row.owner} could not be sent${
            isLate ? '; the next one is for its time, too' : ''
          }: ${stringifyError(error)}`,
        );
        if (isLate) await this.#done(row, 'failed');
      }
    }
  }

  /** Where the last one ended, or where the first that could not be sent began. */
  async #since(owner: string, last: Row | undefined, to: string) {
    if (last) return last.to_at;
    const failed: Row | undefined = await this.#options.database
      .knex<Row>(TABLE)
      .where({ owner, state: 'failed' })
      .orderBy('to_at')
      .first();
    const first = new Date(Date.parse(to) - FIRST_DAYS * DAY_MS).toISOString();
    return failed && failed.from_at < first ? failed.from_at : first;
  }

  async #send(row: Row): Promise<'sent' | 'empty'> {
    const { digests, notifications } = this.#options;
    const { owner, from_at: from, to_at: to } = row;
    const digest = await digests.of({ owner, from, to });
    if (!digest.usage) throw new Error('The gateway does not answer');
    const words = digestWords(digest);
    if (!words) return 'empty';
    await notifications.send({
      recipients: { type: 'entity', entityRef: owner },
      payload: {
        ...words,
        link: linkTo(row),
        severity: 'low',
        // By its topic a person switches it off.
        topic: 'mcp-digest',
        scope: `mcp-digest:${owner}`,
      },
    });
    return 'sent';
  }

  async #done(row: Row, state: Row['state']) {
    const { database, clock } = this.#options;
    await database
      .knex<Row>(TABLE)
      .where({ owner: row.owner, to_at: row.to_at, state: 'planned' })
      .update({ state, done_at: clock.now().toISOString() });
  }
}

/** The page shows whole days. */
function linkTo({ owner, from_at, to_at }: Row): string {
  const last = new Date(Date.parse(to_at) - 1).toISOString();
  const query = new URLSearchParams({
    ...{ owner, first: from_at.slice(0, 10), last: last.slice(0, 10) },
  });
  return `/ai-tools/digest?${query}`;
}
