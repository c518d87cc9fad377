import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Knex } from 'knex';
import { isDeepStrictEqual } from 'node:util';
import type { RevisionGate } from '../../checks/RevisionGate';
import type { RegistryDatabase } from '../../database/RegistryDatabase';
import type { ExceptionUse } from '../../exceptions/ExceptionUseStore';
import { findRevision } from '../../revisions/RevisionStore';
import type { Clock } from '../../service/Clock';
import type { Notifier } from '../../service/Notifier';
import { findServerById } from '../../servers/ServerStore';
import { alignConsents, approvedBefore } from '../alignConsents';
import { type Approvals, type Decidable, systemsOf } from './Approvals';
import type { DataOwners } from './DataOwners';
import { giveOwnReviews } from './giveOwnReviews';
import { findStandings, type StandingRecord } from './StandingStore';
import { stepName, stepsDone } from './StepStore';
import { takeSteps } from './takeSteps';
import { writeAligned } from './writeAligned';

/** What happened in one look, for those who are told about it. */
type Told = () => Promise<void>;

/**
 * Keeps open decisions up to date: whom they wait for, what a rule approves in its own name, and what happens when nobody decides in
 * time. It runs when something is submitted and on schedule, on any replica.
 */
export class ApprovalWorker {
  static create(options: {
    database: RegistryDatabase;
    approvals: Approvals;
    dataOwners: DataOwners;
    gate: Pick<RevisionGate, 'accepted'>;
    notifier: Notifier;
    clock: Clock;
    logger: LoggerService;
  }): ApprovalWorker {
    return new ApprovalWorker(options);
  }

  readonly #options: Parameters<typeof ApprovalWorker.create>[0];

  private constructor(options: Parameters<typeof ApprovalWorker.create>[0]) {
    this.#options = options;
  }

  /** One pass over all that waits. */
  async run(): Promise<void> {
    const { database, logger } = this.#options;
    const rows: { digest: string }[] = await database
      .knex('revisions')
      .join('servers', 'servers.pending_digest', 'revisions.digest')
      .where({ 'revisions.state': 'submitted', 'servers.retired': false })
      .whereNotNull('servers.current_ref')
      .orderBy('revisions.submitted_at')
      .select('revisions.digest as digest');
    for (const { digest } of rows) {
      try {
        await this.look(digest);
      } catch (error) {
        // One that cannot be evaluated keeps no other from its decision; it stays open.
        logger.error(
          `The approval of ${digest} could not be brought further: ${stringifyError(
            error,
          )}`,
        );
      }
    }
  }

  /** Looks at one; changes something only where there is something new. */
  async look(digest: string): Promise<void> {
    const { database, approvals, dataOwners } = this.#options;
    const { knex } = database;
    const about = await findWaiting(knex, digest);
    if (!about) return;
    const base = await approvedBefore(knex, about.server);
    const owners = await dataOwners.of(systemsOf(about.revision, base));
    const standing = await approvals.read(knex, about, { dataOwners: owners });
    const kept = (await findStandings(knex, [digest])).get(digest);
    const done = await stepsDone(knex, {
      digest,
      submittedAt: about.revision.submittedAt,
    });
    const isNews =
      !kept ||
      !isSame(kept, standing) ||
      ((standing.state.automatic.length > 0 ||
        standing.state.decision === 'approved') &&
        (await this.#accepted(knex, about)) !== undefined) ||
      standing.state.steps.some(
        step => step.isDue && !done.has(stepName(step)),
      );
    if (!isNews) return;
    const told = await database.change(
      async tx => await this.#lookIn(tx, digest, owners),
    );
    for (const tell of told) await tell();
  }

  async #lookIn(
    tx: Knex.Transaction,
    digest: string,
    dataOwners: StandingRecord['dataOwners'] | undefined,
  ): Promise<Told[]> {
    const { approvals, notifier, clock } = this.#options;
    const about = await findWaiting(tx, digest);
    if (!about) return [];
    const at = clock.now().toISOString();
    const before = (await findStandings(tx, [digest])).get(digest);
    const consents = await alignConsents(tx, about);
    const read = () => approvals.read(tx, about, { consents, dataOwners });
    const standing = await read();
    const accepted = await this.#accepted(tx, about);
    const common = { ...about, approvals, consents, read, at, notifier };
    const own = await giveOwnReviews(tx, { ...common, standing, accepted });
    if (own.isSettled) return own.told;
    const late = await takeSteps(tx, { ...common, standing: own.standing });
    if (late.isSettled) return [...own.told, ...late.told];
    await writeAligned(tx, {
      ...{ digest, consents, isOpen: true },
      standing: own.standing,
    });
    return [
      ...own.told,
      ...late.told,
      ...this.#newlyAsked(about, before, own.standing),
    ];
  }

  /** What holds people's approvals back holds back those of rules: then there is nothing. */
  async #accepted(
    knex: Knex,
    about: Decidable,
  ): Promise<readonly ExceptionUse[] | undefined> {
    return about.revision.toolSurface.outcome === 'fail'
      ? undefined
      : await this.#options.gate.accepted(knex, about);
  }

  /** Those who were not asked before; the review team and a previous owner are told at the submission. */
  #newlyAsked(
    about: Decidable,
    before: StandingRecord | undefined,
    now: StandingRecord & { facts: { reviewers: readonly string[] } },
  ): Told[] {
    const known = new Set([
      ...now.facts.reviewers,
      ...refsOf(before),
      ...now.state.waitsFor
        .filter(({ who }) => who === 'previous-owner')
        .flatMap(({ refs }) => refs),
    ]);
    const to = [...refsOf(now)].filter(ref => !known.has(ref));
    return to.length > 0
      ? [
          async () =>
            await this.#options.notifier.reviewAsked(about.revision, {
              ...{ server: about.server, to },
            }),
        ]
      : [];
  }
}

function refsOf(standing: Pick<StandingRecord, 'state'> | undefined) {
  return new Set(standing?.state.waitsFor.flatMap(({ refs }) => refs));
}

/** What is kept has been through JSON. */
function isSame(kept: StandingRecord, now: StandingRecord): boolean {
  const plain = ({ state, observed, dataOwners }: StandingRecord) =>
    JSON.parse(JSON.stringify({ state, observed, dataOwners }));
  return isDeepStrictEqual(plain(kept), plain(now));
}

async function findWaiting(
  knex: Knex,
  digest: string,
): Promise<Decidable | undefined> {
  const revision = await findRevision(knex, digest);
  const server = revision && (await findServerById(knex, revision.serverId));
  return revision?.state === 'submitted' &&
    server?.current &&
    !server.life.retired &&
    server.pendingDigest === digest
    ? { revision, server }
    : undefined;
}
