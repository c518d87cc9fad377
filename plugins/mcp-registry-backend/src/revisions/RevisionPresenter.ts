import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { type ConsentRecord, findConsents } from '../approvals/ConsentStore';
import { presentApprovals } from '../approvals/reviews/presentApprovals';
import { readHistory } from '../service/HistoryStore';
import type { ServerRecord } from '../servers/ServerRecord';
import type { RevisionRecord } from './RevisionStore';

/** Shows revisions with their history. */
export class RevisionPresenter {
  static create(options: { knex: Knex }): RevisionPresenter {
    return new RevisionPresenter(options.knex);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async one(
    revision: RevisionRecord,
    server: ServerRecord,
  ): Promise<RegistrySchemas['Revision']> {
    const [shown] = await this.many([{ revision, server }]);
    return shown;
  }

  async many(
    items: { revision: RevisionRecord; server: ServerRecord }[],
  ): Promise<RegistrySchemas['Revision'][]> {
    const histories = await readHistory(this.#knex, {
      kind: 'revision',
      ids: items.map(item => item.revision.digest),
    });
    const consents = await findConsents(
      this.#knex,
      items.map(item => item.revision.digest),
    );
    const approvals = await presentApprovals(
      this.#knex,
      items.map(item => item.revision),
    );
    return items.map(({ revision, server }) => ({
      digest: revision.digest,
      serverId: revision.serverId,
      serverRef: server.serverRef,
      number: revision.number,
      state: revision.state,
      submittedBy: revision.submittedBy,
      submittedAt: revision.submittedAt,
      note: revision.note,
      decidedBy: revision.decidedBy,
      decidedAt: revision.decidedAt,
      reason: revision.reason,
      answers: revision.answers,
      snapshot: revision.snapshot,
      toolSurface: revision.toolSurface,
      proposal: revision.proposal,
      ...consentsOf(revision, consents.get(revision.digest)),
      ...approvals.get(revision.digest),
      history: histories.get(revision.digest) ?? [],
      exampleData: revision.exampleData,
    }));
  }
}

/** Who agreed and who still has to; nothing where the review team decides alone. */
function consentsOf(
  revision: RevisionRecord,
  consents: ConsentRecord[] = [],
): Pick<RegistrySchemas['Revision'], 'consents' | 'missingConsents'> {
  if (consents.length === 0) {
    return {};
  }
  return {
    consents: consents.flatMap(({ side, given }) =>
      given ? [{ side, ...given }] : [],
    ),
    missingConsents:
      revision.state === 'submitted'
        ? consents
            .filter(({ given }) => !given)
            .map(({ side, owner, reasons }) => ({ side, owner, reasons }))
        : [],
  };
}
