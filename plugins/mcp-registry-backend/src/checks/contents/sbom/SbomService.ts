import { NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';
import { findRevision } from '../../../revisions/RevisionStore';
import type { ServerVisibility } from '../../../servers/ServerVisibility';
import { concerns } from '../../../servers/ServerVisibility';
import type { Caller } from '../../../service/Caller';
import type { Clock } from '../../../service/Clock';
import { registryError } from '../../../service/registryError';
import type { CheckWorker } from '../../CheckWorker';
import { readSbom } from './readSbom';
import type { SbomOrigin } from './Sbom';
import {
  findSbom,
  listSboms,
  putSbom,
  removeSbom,
  type SbomHead,
  type SbomRecord,
} from './SbomStore';

/** Shows and takes lists of contents of revisions, from and to those who answer for them. */
export class SbomService {
  static create(options: {
    knex: Knex;
    clock: Clock;
    visibility: ServerVisibility;
    worker: Pick<CheckWorker, 'begin'>;
  }): SbomService {
    return new SbomService(options);
  }

  readonly #options: Parameters<typeof SbomService.create>[0];

  private constructor(options: Parameters<typeof SbomService.create>[0]) {
    this.#options = options;
  }

  async list(caller: Caller, digest: string): Promise<SbomHead[]> {
    await this.#requireConcerned(caller, digest);
    return await listSboms(this.#options.knex, digest);
  }

  async find(
    caller: Caller,
    where: { digest: string; origin: SbomOrigin },
  ): Promise<SbomRecord> {
    await this.#requireConcerned(caller, where.digest);
    const record = await findSbom(this.#options.knex, where);
    if (!record) throw new NotFoundError('There is no such list of contents');
    return record;
  }

  /** Takes a list that somebody hands in, in the place of an earlier one, and has the checks look at it. */
  async upload(
    caller: Caller,
    { digest, document }: { digest: string; document: unknown },
  ): Promise<SbomHead[]> {
    const { knex, clock, worker } = this.#options;
    await this.#requireLive(caller, digest);
    const text = JSON.stringify(document);
    await putSbom(knex, {
      ...{ digest, origin: 'uploaded', document: text },
      sbom: readSbom(text),
      at: clock.now().toISOString(),
      by: caller.userEntityRef,
    });
    await worker.begin(digest, { again: true });
    return await listSboms(knex, digest);
  }

  /** Takes away what somebody handed in. */
  async remove(caller: Caller, digest: string): Promise<SbomHead[]> {
    const { knex, worker } = this.#options;
    await this.#requireLive(caller, digest);
    if (await removeSbom(knex, { digest, origin: 'uploaded' })) {
      await worker.begin(digest, { again: true });
    }
    return await listSboms(knex, digest);
  }

  async #requireLive(caller: Caller, digest: string): Promise<void> {
    const server = await this.#requireConcerned(caller, digest);
    const isLive =
      !server.life.retired &&
      (server.approvedDigest === digest || server.pendingDigest === digest);
    if (!isLive) throw registryError('checks.not-live');
  }

  async #requireConcerned(caller: Caller, digest: string) {
    const { knex, visibility } = this.#options;
    const revision = await findRevision(knex, digest);
    if (!revision) throw registryError('revision.not-found');
    const server = await visibility
      .require(knex, caller, revision.snapshot.serverRef)
      .catch(error => {
        throw error.code === 'server.not-found'
          ? registryError('revision.not-found')
          : error;
      });
    if (server.id !== revision.serverId) {
      throw registryError('revision.not-found');
    }
    if (!concerns(caller, server)) throw registryError('server.not-owner');
    return server;
  }
}
