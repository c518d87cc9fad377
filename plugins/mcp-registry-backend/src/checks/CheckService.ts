import type {
  CheckManifest,
  RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { AskedPeople } from '../approvals/reviews/AskedPeople';
import { findRevision, type RevisionRecord } from '../revisions/RevisionStore';
import { openExceptions } from '../exceptions/ExceptionStore';
import type { ExceptionTerms } from '../exceptions/ExceptionTerms';
import type { SubmissionService } from '../revisions/SubmissionService';
import type { Caller } from '../service/Caller';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById } from '../servers/ServerStore';
import { concerns, type ServerVisibility } from '../servers/ServerVisibility';
import type { CheckCatalog } from './CheckCatalog';
import type { CheckPresenter } from './CheckPresenter';
import { findChecks } from './CheckStore';
import type { CheckWorker } from './CheckWorker';
import { toSarif } from './toSarif';

/** Shows people what checks say of revisions, and has them run again. */
export class CheckService {
  static create(options: {
    knex: Knex;
    catalog: CheckCatalog;
    worker: CheckWorker;
    presenter: CheckPresenter;
    visibility: ServerVisibility;
    submissions: Pick<SubmissionService, 'probe'>;
    exceptionTerms: Pick<ExceptionTerms, 'latestEnd'>;
    asked: Pick<AskedPeople, 'includes'>;
  }): CheckService {
    return new CheckService(options);
  }

  readonly #options: Parameters<typeof CheckService.create>[0];

  private constructor(options: Parameters<typeof CheckService.create>[0]) {
    this.#options = options;
  }

  /** The checks that there are, for everybody. */
  manifests(): CheckManifest[] {
    return this.#options.catalog.manifests();
  }

  /** What they say of a revision: all of it for those concerned, the outcomes for others who may see what was approved. */
  async list(
    caller: Caller,
    digest: string,
  ): Promise<RegistrySchemas['RevisionChecks']> {
    const { knex, presenter, exceptionTerms } = this.#options;
    const { isConcerned, ...about } = await this.#require(caller, digest);
    const mayRun = isConcerned && isLive(about);
    const isDraft = about.revision.state === 'draft';
    return presenter.show(about, await findChecks(knex, digest), {
      withEvidence: isConcerned,
      mayRun: mayRun || (isConcerned && isDraft),
      ...(mayRun && { latestExceptionEnd: exceptionTerms.latestEnd(about) }),
      exceptions: await openExceptions(knex, {
        ...{ digest, serverId: about.server.id },
      }),
    });
  }

  /** Runs all checks again; a server that runs elsewhere is looked at anew first. */
  async rerun(
    caller: Caller,
    digest: string,
  ): Promise<RegistrySchemas['RevisionChecks']> {
    const { worker, submissions } = this.#options;
    const { revision, server } = await this.#requireConcerned(caller, digest);
    if (revision.state !== 'draft' && !isLive({ revision, server })) {
      throw registryError('checks.not-live');
    }
    const isNewest = digest === (server.pendingDigest ?? server.approvedDigest);
    if (revision.snapshot.upstream && isNewest) {
      // Has the checks run, where the same is there; else what is there now is another revision.
      await submissions.probe(caller, server.serverRef);
    }
    await worker.begin(digest, { again: true });
    return await this.list(caller, digest);
  }

  /** What they found, in the form that scanners exchange. */
  async sarif(caller: Caller, digest: string): Promise<string> {
    const { knex, catalog } = this.#options;
    const { revision, server } = await this.#requireConcerned(caller, digest);
    return toSarif({
      serverRef: server.serverRef,
      digest: revision.digest,
      manifests: catalog.manifests(),
      records: await findChecks(knex, digest),
    });
  }

  async #requireConcerned(caller: Caller, digest: string) {
    const found = await this.#require(caller, digest);
    if (!found.isConcerned) {
      throw registryError('server.not-owner');
    }
    return found;
  }

  async #require(
    caller: Caller,
    digest: string,
  ): Promise<{
    revision: RevisionRecord;
    server: ServerRecord;
    isConcerned: boolean;
  }> {
    const { knex, visibility, asked } = this.#options;
    const revision = await findRevision(knex, digest);
    const serverRef = revision?.snapshot.serverRef;
    const isAsked = revision && (await asked.includes(caller, digest));
    const server =
      serverRef &&
      (isAsked
        ? await findServerById(knex, revision.serverId)
        : await visibility.require(knex, caller, serverRef).catch(error => {
            // Whether there is such a revision is not for those to know who may not see its server.
            throw error.code === 'server.not-found'
              ? registryError('revision.not-found')
              : error;
          }));
    if (!revision || !server || server.id !== revision.serverId) {
      throw registryError('revision.not-found');
    }
    const isConcerned = concerns(caller, server) || isAsked === true;
    if (!isConcerned && revision.state !== 'approved') {
      throw registryError('revision.not-found');
    }
    return { revision, server, isConcerned };
  }
}

/** Whether it is what serves, or waits for review. */
function isLive(about: {
  revision: RevisionRecord;
  server: ServerRecord;
}): boolean {
  const { revision, server } = about;
  return (
    !server.life.retired &&
    (revision.digest === server.approvedDigest ||
      revision.digest === server.pendingDigest)
  );
}
