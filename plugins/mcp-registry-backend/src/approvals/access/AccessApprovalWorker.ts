import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Knex } from 'knex';
import { isDeepStrictEqual } from 'node:util';
import {
  type AccessRequestRecord,
  findRequest,
} from '../../access/AccessRequestStore';
import type { RegistryDatabase } from '../../database/RegistryDatabase';
import type { Clock } from '../../service/Clock';
import type { Notifier } from '../../service/Notifier';
import type { ServerRecord } from '../../servers/ServerRecord';
import { findServerById } from '../../servers/ServerStore';
import { stepName } from '../reviews/StepStore';
import type { AccessApprovals } from './AccessApprovals';
import type { AccessPeople, KnownPeople } from './AccessPeople';
import {
  type AccessStandingRecord,
  accessStepsDone,
  findAccessStandings,
  refsOf,
  writeAccessStanding,
} from './AccessStandingStore';
import { giveOwnAccessReviews } from './giveOwnAccessReviews';
import type { AccessDecidable } from './readAccessFacts';
import { takeAccessSteps } from './takeAccessSteps';

/** What happened in one look, for those who are told about it. */
type Told = () => Promise<void>;

/**
 * Keeps open decisions about access up to date: whom they wait for, what a rule approves in its own name, and what happens when nobody
 * decides in time. It runs when something is asked and on schedule, on any replica. Without a policy it does nothing.
 */
export class AccessApprovalWorker {
  static create(options: {
    database: RegistryDatabase;
    approvals: AccessApprovals;
    people: Pick<AccessPeople, 'of'>;
    notifier: Notifier;
    auditor: AuditorService;
    clock: Clock;
    logger: LoggerService;
  }): AccessApprovalWorker {
    return new AccessApprovalWorker(options);
  }

  readonly #options: Parameters<typeof AccessApprovalWorker.create>[0];

  private constructor(
    options: Parameters<typeof AccessApprovalWorker.create>[0],
  ) {
    this.#options = options;
  }

  /** One pass over all that waits. */
  async run(): Promise<void> {
    const { database, approvals } = this.#options;
    if (approvals.policies.length === 0) return;
    const rows: { id: string }[] = await database
      .knex('access_requests')
      .join('servers', 'servers.id', 'access_requests.server_id')
      .where({ 'access_requests.state': 'pending', 'servers.retired': false })
      .whereNotNull('servers.current_ref')
      .orderBy('access_requests.created_at')
      .select('access_requests.id as id');
    for (const { id } of rows) await this.look(id);
  }

  /**
   * Looks at one; changes something only where there is something new. One that cannot be evaluated stays open, keeps no other from its
   * decision, and is looked at again.
   */
  async look(id: string): Promise<void> {
    if (this.#options.approvals.policies.length === 0) return;
    try {
      await this.#look(id);
    } catch (error) {
      this.#options.logger.error(
        `The decision about access ${id} could not be brought further: ${stringifyError(
          error,
        )}`,
      );
    }
  }

  /**
   * Takes in a request that was just written: those who decide are told, unless a rule has decided.
   *
   * @returns it as it stands.
   */
  async take(
    request: AccessRequestRecord,
    server: ServerRecord,
  ): Promise<AccessRequestRecord> {
    const { approvals, notifier, database } = this.#options;
    if (!approvals.isEnforced) await notifier.accessRequested(request, server);
    await this.look(request.id);
    return (await findRequest(database.knex, request.id)) ?? request;
  }

  async #look(id: string): Promise<void> {
    const { database, people } = this.#options;
    const about = await findWaiting(database.knex, id);
    if (!about) return;
    const roughly = await people.of(about, { isFresh: false });
    if (!(await this.#isNews(about, roughly))) return;
    const known = await people.of(about, { isFresh: true });
    const told = await database.change(
      async tx => await this.#lookIn(tx, id, known),
    );
    for (const tell of told) await tell();
  }

  async #isNews(about: AccessDecidable, known: KnownPeople): Promise<boolean> {
    const { database, approvals } = this.#options;
    const { knex } = database;
    const { id } = about.request;
    const standing = await approvals.read(knex, about, known);
    const kept = (await findAccessStandings(knex, [id])).get(id);
    if (!kept || !isSame(kept, standing)) return true;
    if (!approvals.isEnforced) return false;
    const done = await accessStepsDone(knex, id);
    return (
      standing.state.automatic.length > 0 ||
      standing.state.decision === 'approved' ||
      standing.state.steps.some(step => step.isDue && !done.has(stepName(step)))
    );
  }

  async #lookIn(
    tx: Knex.Transaction,
    id: string,
    known: KnownPeople,
  ): Promise<Told[]> {
    const { approvals, clock } = this.#options;
    const about = await findWaiting(tx, id);
    if (!about) return [];
    const before = (await findAccessStandings(tx, [id])).get(id);
    const read = () => approvals.read(tx, about, known);
    const standing = await read();
    if (!approvals.isEnforced) {
      await writeAccessStanding(tx, { id, isOpen: false, standing });
      return [];
    }
    const doing = { ...this.#options, ...about, read, now: clock.now() };
    const own = await giveOwnAccessReviews(tx, { ...doing, standing });
    if (own.isSettled) return own.told;
    const late = await takeAccessSteps(tx, {
      ...doing,
      standing: own.standing,
    });
    if (late.isSettled) return [...own.told, ...late.told];
    await writeAccessStanding(tx, {
      ...{ id, isOpen: true, standing: own.standing },
    });
    return [
      ...own.told,
      ...late.told,
      ...this.#newlyAsked(about, before, own.standing),
    ];
  }

  #newlyAsked(
    about: AccessDecidable,
    before: AccessStandingRecord | undefined,
    now: AccessStandingRecord,
  ): Told[] {
    const known = new Set(refsOf(before));
    const to = refsOf(now).filter(ref => !known.has(ref));
    return to.length > 0
      ? [
          async () =>
            await this.#options.notifier.accessAsked(about.request, {
              ...{ server: about.server, to },
            }),
        ]
      : [];
  }
}

/** What is kept has been through JSON. */
function isSame(kept: AccessStandingRecord, now: AccessStandingRecord) {
  const plain = ({ state, observed }: AccessStandingRecord) =>
    JSON.parse(JSON.stringify({ state, observed }));
  return isDeepStrictEqual(plain(kept), plain(now));
}

async function findWaiting(
  knex: Knex,
  id: string,
): Promise<AccessDecidable | undefined> {
  const request = await findRequest(knex, id);
  const server = request && (await findServerById(knex, request.serverId));
  return request?.state === 'pending' && server?.current && !server.life.retired
    ? { request, server }
    : undefined;
}
