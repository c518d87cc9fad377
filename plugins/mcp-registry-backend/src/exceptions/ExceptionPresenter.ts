import {
  exceptionStateAt,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { isOwnerSide } from '../approvals/approvers';
import type { CheckCatalog } from '../checks/CheckCatalog';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { readHistory } from '../service/HistoryStore';
import { type FoundException, roleInException } from './exceptionRole';
import type { ExceptionTerms } from './ExceptionTerms';

/** Shows exceptions with their history, and what the caller may do about each. */
export class ExceptionPresenter {
  static create(options: {
    knex: Knex;
    catalog: CheckCatalog;
    clock: Clock;
    terms: ExceptionTerms;
  }): ExceptionPresenter {
    return new ExceptionPresenter(options);
  }

  readonly #options: Parameters<typeof ExceptionPresenter.create>[0];

  private constructor(
    options: Parameters<typeof ExceptionPresenter.create>[0],
  ) {
    this.#options = options;
  }

  async one(
    caller: Caller,
    found: FoundException,
  ): Promise<RegistrySchemas['Exception']> {
    const [shown] = await this.many(caller, [found]);
    return shown;
  }

  async many(
    caller: Caller,
    all: readonly FoundException[],
  ): Promise<RegistrySchemas['Exception'][]> {
    const histories = await readHistory(this.#options.knex, {
      kind: 'exception',
      ids: all.map(({ exception }) => exception.id),
    });
    return all.map(found => ({
      ...this.#show(caller, found),
      history: histories.get(found.exception.id) ?? [],
    }));
  }

  #show(
    caller: Caller,
    found: FoundException,
  ): Omit<RegistrySchemas['Exception'], 'history'> {
    const { catalog, clock, terms } = this.#options;
    const { exception, server, revision } = found;
    const { serverId, remindedDays: _, ...own } = exception;
    const state = exceptionStateAt(exception, clock.now());
    return {
      ...own,
      state,
      serverId,
      serverRef: server.serverRef,
      serverTitle: server.display.title,
      revisionNumber: revision.number,
      checkTitle:
        catalog.get(exception.checkId)?.manifest.title ?? exception.checkId,
      latestEnd: terms.latestEnd({ revision, server }),
      canDecide:
        state === 'requested' && roleInException(caller, found) === 'decides',
      canWithdraw:
        state === 'requested' && caller.userEntityRef === exception.requestedBy,
      canRevoke:
        state === 'approved' &&
        (caller.isApprover || isOwnerSide(caller, server)),
    };
  }
}
