import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { AccessApprovals } from '../approvals/access/AccessApprovals';
import { presentAccessApprovals } from '../approvals/access/presentAccessApprovals';
import { roleInRequest } from '../approvals/approvers';
import type { Principal } from '../approvals/delegations/Delegations';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { readHistory } from '../service/HistoryStore';
import type { ServerRecord } from '../servers/ServerRecord';
import type { AccessRequestRecord } from './AccessRequestStore';

/** Shows access requests, what was asked beside what was granted, as one person sees them. */
export class AccessRequestPresenter {
  static create(options: {
    knex: Knex;
    clock: Clock;
    approvals: AccessApprovals;
  }): AccessRequestPresenter {
    return new AccessRequestPresenter(options);
  }

  readonly #knex: Knex;
  readonly #clock: Clock;
  readonly #approvals: AccessApprovals;

  private constructor(
    options: Parameters<typeof AccessRequestPresenter.create>[0],
  ) {
    this.#knex = options.knex;
    this.#clock = options.clock;
    this.#approvals = options.approvals;
  }

  async one(
    caller: Caller,
    request: AccessRequestRecord,
    server: ServerRecord,
    principals: readonly Principal[] = [],
  ): Promise<RegistrySchemas['AccessRequest']> {
    const [shown] = await this.many(caller, [{ request, server }], principals);
    return shown;
  }

  async many(
    caller: Caller,
    items: { request: AccessRequestRecord; server: ServerRecord }[],
    /** For whom the caller stands in. */
    principals: readonly Principal[] = [],
  ): Promise<RegistrySchemas['AccessRequest'][]> {
    const histories = await readHistory(this.#knex, {
      kind: 'request',
      ids: items.map(item => item.request.id),
    });
    const needed = await presentAccessApprovals(this.#knex, {
      ...{ items, caller, principals },
      approvals: this.#approvals,
    });
    return items.map(({ request, server }) => ({
      id: request.id,
      serverId: request.serverId,
      serverRef: server.serverRef,
      serverTitle: server.display.title,
      requestedBy: request.requestedBy,
      subject: request.subject,
      purpose: request.purpose,
      asked: request.asked,
      granted: request.granted,
      state: request.state,
      createdAt: request.createdAt,
      decidedAt: request.decidedAt,
      decidedBy: request.decidedBy,
      reason: request.reason,
      revisionDigest: request.revisionDigest,
      grantId: request.grantId,
      kind: request.kind,
      extendsGrant: request.extendsGrant,
      proposal: request.proposal,
      history: histories.get(request.id) ?? [],
      canDecide:
        request.state === 'pending' &&
        server.current &&
        (needed.get(request.id)?.mayDecide ??
          roleInRequest(caller, request, server, principals) === 'decides'),
      ...needed.get(request.id)?.shown,
      canUndo: mayUndo(caller, request, this.#clock.now()),
      undoUntil: request.undoUntil,
    }));
  }
}

/** Whether the caller may take the decision back now. */
export function mayUndo(
  caller: Caller,
  request: AccessRequestRecord,
  now: Date,
): boolean {
  return (
    (request.state === 'approved' || request.state === 'denied') &&
    request.decidedBy === caller.userEntityRef &&
    request.undoUntil !== undefined &&
    now.getTime() <= Date.parse(request.undoUntil)
  );
}
