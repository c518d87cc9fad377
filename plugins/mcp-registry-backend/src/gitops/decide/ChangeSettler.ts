import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { ChangeOutcome } from '@sallyport/backstage-plugin-mcp-registry-common';
import type {
  ReviewEvidence,
  ReviewEvidenceSource,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Knex } from 'knex';
import { findRevision } from '../../revisions/RevisionStore';
import type { SubmissionService } from '../../revisions/SubmissionService';
import { REGISTRY_ITSELF } from '../../servers/EntityIntake';
import type { ServerRecord } from '../../servers/ServerRecord';
import { findServerById } from '../../servers/ServerStore';
import {
  type ChangeRecord,
  findOpenChanges,
  forgetAuthors,
  updateChanges,
  writeAuthors,
} from '../GitOpsStore';
import type { PeopleDirectory } from '../people/PeopleDirectory';
import type { MergeDecisions } from './MergeDecisions';
import { Reverts } from './Reverts';
import { sameFacts } from './sameFacts';
import type { WeighedChange } from './weighEvidence';

const SETTLED: readonly ChangeOutcome[] = [
  'approved',
  'restored',
  'decided-in-portal',
  'nothing-to-decide',
  'retired',
];

/** Puts what was imported up for review, and lets merges decide about it where they do. It goes on where it stopped. */
export class ChangeSettler {
  static create(options: {
    knex: Knex;
    logger: LoggerService;
    submissions: Pick<SubmissionService, 'submitServer'>;
    decisions: MergeDecisions;
    reverts: Reverts;
    people: PeopleDirectory;
  }): ChangeSettler {
    return new ChangeSettler(options);
  }

  readonly #options: Parameters<typeof ChangeSettler.create>[0];

  private constructor(options: Parameters<typeof ChangeSettler.create>[0]) {
    this.#options = options;
  }

  /** All open changes of a source, server by server; one that fails keeps no other from it. */
  async run(
    sourceId: string,
    options: { evidence: readonly ReviewEvidenceSource[]; signal: AbortSignal },
  ): Promise<void> {
    const { knex, logger } = this.#options;
    const open = await findOpenChanges(knex, { sourceId });
    for (const serverId of new Set(open.map(it => it.serverId))) {
      const changes = open.filter(it => it.serverId === serverId);
      const ids = changes.map(({ id }) => id);
      try {
        const { outcome, digest } = await this.#settle(
          serverId,
          changes,
          options,
        );
        await updateChanges(knex, ids, {
          outcome,
          ...(digest && { digest }),
          settled: SETTLED.includes(outcome),
        });
        await forgetAuthors(knex, serverId);
      } catch (error) {
        logger.warn(
          `What was imported of server ${serverId} was not settled: ${stringifyError(
            error,
          )}`,
        );
        await updateChanges(knex, ids, { outcome: 'failed' });
      }
    }
  }

  async #settle(
    serverId: string,
    changes: ChangeRecord[],
    options: Parameters<ChangeSettler['run']>[1],
  ): Promise<{ outcome: ChangeOutcome; digest?: string }> {
    const { knex, decisions, reverts } = this.#options;
    const server = await findServerById(knex, serverId);
    if (!server || server.life.retired || !server.current) {
      return { outcome: 'retired' };
    }
    const known = await this.#learn(changes, options);
    const weighed = await this.#weigh(known);
    // Before anything can be decided about.
    await this.#writeAuthors(serverId, weighed);
    const merged = {
      changes: weighed,
      reason: reasonOf(known),
      details: {
        source: known[0].sourceId,
        changes: known.map(it => it.change.id),
      },
    };
    if (await isApproved(knex, server)) {
      const wasAsked = known.some(it => it.digest === server.approvedDigest);
      return { outcome: wasAsked ? 'decided-in-portal' : 'nothing-to-decide' };
    }
    const digest = await this.#pendingOf(server, known);
    if (digest === 'decided') return { outcome: 'decided-in-portal' };
    if (!digest) {
      const back = await reverts.take(server, merged);
      if (back) return { outcome: 'restored', digest: back };
    }
    const submitted = digest ?? (await this.#submit(server, weighed, merged));
    if (submitted === server.approvedDigest) {
      return { outcome: 'nothing-to-decide' };
    }
    if (known.some(({ evidence }) => !evidence)) {
      return { outcome: 'waits-evidence', digest: submitted };
    }
    return {
      outcome: await decisions.decide(submitted, merged),
      digest: submitted,
    };
  }

  /** What waits already, if it is what was imported. What people decided about is not asked again. */
  async #pendingOf(
    server: ServerRecord,
    changes: readonly ChangeRecord[],
  ): Promise<string | 'decided' | undefined> {
    const { knex } = this.#options;
    const pending =
      server.pendingDigest && (await findRevision(knex, server.pendingDigest));
    if (pending && sameFacts(pending.facts, server.liveFacts)) {
      return pending.digest;
    }
    const newest = changes[changes.length - 1];
    const submitted =
      newest.digest && (await findRevision(knex, newest.digest));
    return submitted && submitted.state !== 'superseded'
      ? 'decided'
      : undefined;
  }

  async #submit(
    server: ServerRecord,
    weighed: readonly WeighedChange[],
    merged: { reason: string },
  ): Promise<string> {
    const last = weighed[weighed.length - 1];
    const { digest } = await this.#options.submissions.submitServer(
      {
        userEntityRef: last.authors[0]?.userEntityRef ?? REGISTRY_ITSELF,
        actor: REGISTRY_ITSELF,
      },
      { server, note: merged.reason },
    );
    return digest;
  }

  async #writeAuthors(
    serverId: string,
    weighed: readonly WeighedChange[],
  ): Promise<void> {
    const users = new Set(
      weighed.flatMap(it =>
        it.authors.map(({ userEntityRef }) => userEntityRef),
      ),
    );
    await writeAuthors(this.#options.knex, { serverId, users: [...users] });
  }

  /** Finds out who reviewed each change, once. */
  async #learn(
    changes: readonly ChangeRecord[],
    options: Parameters<ChangeSettler['run']>[1],
  ): Promise<ChangeRecord[]> {
    const known: ChangeRecord[] = [];
    for (const record of changes) {
      const evidence = record.evidence ?? (await this.#ask(record, options));
      if (evidence && !record.evidence) {
        await updateChanges(this.#options.knex, [record.id], {
          evidence: JSON.stringify(evidence),
        });
      }
      known.push({ ...record, evidence });
    }
    return known;
  }

  async #ask(
    record: ChangeRecord,
    options: Parameters<ChangeSettler['run']>[1],
  ): Promise<ReviewEvidence[] | undefined> {
    const found: ReviewEvidence[] = [];
    for (const source of options.evidence) {
      try {
        const evidence = await source.find(record.change, {
          ...{ sourceId: record.sourceId, signal: options.signal },
        });
        if (evidence) found.push(evidence);
      } catch (error) {
        this.#options.logger.warn(
          `${source.id} could not be asked who reviewed ${
            record.change.id
          }: ${stringifyError(error)}`,
        );
        return undefined;
      }
    }
    return found;
  }

  async #weigh(changes: readonly ChangeRecord[]): Promise<WeighedChange[]> {
    const { people } = this.#options;
    return await Promise.all(
      changes.map(async ({ change, evidence = [] }) => ({
        authors: await people.findAll([
          ...change.authors,
          ...evidence.flatMap(({ authors }) => authors),
        ]),
        reviewers: await people.findAll(
          evidence.flatMap(({ reviewers }) => reviewers),
        ),
        areAuthorsProved:
          change.areAuthorsProved ||
          evidence.some(({ areAuthorsProved }) => areAuthorsProved),
      })),
    );
  }
}

async function isApproved(knex: Knex, server: ServerRecord): Promise<boolean> {
  const approved =
    server.approvedDigest && (await findRevision(knex, server.approvedDigest));
  return (
    Boolean(approved && sameFacts(approved.facts, server.liveFacts)) &&
    !server.pendingDigest
  );
}

function reasonOf(changes: readonly ChangeRecord[]): string {
  const { change } = changes[changes.length - 1];
  return `${change.summary} (${change.id.slice(0, 12)})`;
}
