import {
  CHANGE_OUTCOMES,
  IMPORT_PROBLEMS,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { findServersById } from '../servers/ServerStore';
import type { GitOpsService } from './GitOpsService';
import { type ChangeRecord, findSource, listChanges } from './GitOpsStore';

const MOST_CHANGES = 50;

/** Tells of repositories: how far they are imported, what stands in the way, and what came of each change. */
export class GitOpsPresenter {
  static create(options: {
    knex: Knex;
    gitOps: GitOpsService;
  }): GitOpsPresenter {
    return new GitOpsPresenter(options);
  }

  readonly #options: Parameters<typeof GitOpsPresenter.create>[0];

  private constructor(options: Parameters<typeof GitOpsPresenter.create>[0]) {
    this.#options = options;
  }

  async list() {
    const { knex, gitOps } = this.#options;
    return await Promise.all(
      gitOps.sources.map(async ({ source, evidence }) => {
        const { id, title, place } = source;
        const { problem, told, ...record } = await findSource(knex, id);
        return {
          ...{ id, title, place, ...record },
          evidence: evidence.map(it => it.id),
          ...(problem && {
            problem: {
              ...{ code: problem.code, at: problem.at },
              where: [...problem.where],
              ...IMPORT_PROBLEMS[problem.code],
            },
          }),
          changes: await this.#changes(id),
        };
      }),
    );
  }

  async #changes(sourceId: string) {
    const { knex } = this.#options;
    const changes = await listChanges(knex, { sourceId, limit: MOST_CHANGES });
    const servers = await findServersById(
      knex,
      changes.map(({ serverId }) => serverId),
    );
    return changes.map(record => ({
      ...toResource(record),
      serverRef: servers.get(record.serverId)?.serverRef ?? record.serverId,
    }));
  }
}

function toResource({ change, evidence = [], ...record }: ChangeRecord) {
  const link = evidence.find(({ url }) => url)?.url;
  return {
    ...{ changeId: change.id, summary: change.summary, at: record.at },
    ...{ path: record.path, outcome: record.outcome, settled: record.settled },
    text: CHANGE_OUTCOMES[record.outcome],
    authors: change.authors.map(({ name }) => name),
    reviewers: [
      ...new Set(evidence.flatMap(it => it.reviewers.map(({ name }) => name))),
    ],
    ...(record.digest && { digest: record.digest }),
    ...(link && { url: link }),
  };
}
