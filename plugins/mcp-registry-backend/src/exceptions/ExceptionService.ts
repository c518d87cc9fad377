import {
  exceptionStateAt,
  mcpServerSubmitPermission,
  nextExceptionState,
  type OpenVexDocument,
  type RegistrySchemas,
  toOpenVex,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { v4 as uuid } from 'uuid';
import { isOwnerSide } from '../approvals/approvers';
import { isUniqueViolation } from '../database/isUniqueViolation';
import { cutPage, decodeCursor } from '../database/keyset';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { findRevision, findRevisions } from '../revisions/RevisionStore';
import { belongsTo, type Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import { findServerById } from '../servers/ServerStore';
import { concerns, type ServerVisibility } from '../servers/ServerVisibility';
import type { ExceptionNotices } from './ExceptionNotices';
import type { ExceptionPresenter } from './ExceptionPresenter';
import type { FoundException } from './exceptionRole';
import {
  type ExceptionRecord,
  insertException,
  toExceptionRecord,
  updateException,
} from './ExceptionStore';
import type { ExceptionTerms } from './ExceptionTerms';
import { mustFindException } from './mustFindException';
import { rowsOfServer } from './rowsOfServer';

type Shown = RegistrySchemas['Exception'];

/** Lets those who answer for a server ask for exceptions, and shows what there is. */
export class ExceptionService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    visibility: ServerVisibility;
    notices: ExceptionNotices;
    presenter: ExceptionPresenter;
    terms: ExceptionTerms;
  }): ExceptionService {
    return new ExceptionService(options);
  }

  readonly #options: Parameters<typeof ExceptionService.create>[0];

  private constructor(options: Parameters<typeof ExceptionService.create>[0]) {
    this.#options = options;
  }

  /** For those who may submit versions of the server. */
  async request(
    caller: Caller,
    input: RegistrySchemas['NewException'],
  ): Promise<Shown> {
    const { database, clock, policy, notices, presenter, terms } =
      this.#options;
    const about = await this.#requireLive(caller, input.digest);
    await policy.require(caller, mcpServerSubmitPermission);
    terms.checkReason(input);
    const text = input.text.trim();
    if (!text) throw registryError('reason.required');
    const finding = await terms.requireFinding(database.knex, input);
    const exception: ExceptionRecord = {
      id: uuid(),
      serverId: about.server.id,
      digest: input.digest,
      checkId: input.checkId,
      findingId: input.findingId,
      finding,
      scope: input.scope,
      reason: input.reason,
      justification: input.justification,
      text,
      link: input.link,
      state: 'requested',
      requestedBy: caller.userEntityRef,
      createdAt: clock.now().toISOString(),
      expiresAt: terms.checkEnd(about, input.expiresAt),
    };
    await this.#insert(caller, exception);
    const found = { ...about, exception };
    await notices.requested(found);
    return await presenter.one(caller, found);
  }

  async get(caller: Caller, id: string): Promise<Shown> {
    return await this.#options.presenter.one(
      caller,
      await this.#require(caller, id),
    );
  }

  /** Of one server, for those concerned, since findings name tools and hosts; to others it looks as if there were none. */
  async list(
    caller: Caller,
    options: {
      serverRef: string;
      state?: RegistrySchemas['ExceptionState'];
      limit?: number;
      cursor?: string;
    },
  ): Promise<RegistrySchemas['ExceptionPage']> {
    const { database, visibility, presenter, clock } = this.#options;
    const { knex } = database;
    const limit = options.limit ?? 25;
    const server = await visibility.require(knex, caller, options.serverRef);
    // The page of a server asks for everybody who looks at it.
    if (!concerns(caller, server)) return { items: [] };
    const rows = await rowsOfServer(knex, {
      serverId: server.id,
      state: options.state,
      now: clock.now().toISOString(),
      limit: limit + 1,
      key: decodeCursor(options.cursor),
    });
    const page = cutPage(rows, {
      limit,
      keyOf: row => [row.created_at, row.id],
    });
    const exceptions = page.items.map(toExceptionRecord);
    const revisions = await findRevisions(
      knex,
      exceptions.map(({ digest }) => digest),
    );
    return {
      items: await presenter.many(
        caller,
        exceptions.flatMap(exception => {
          const revision = revisions.get(exception.digest);
          return revision ? [{ exception, server, revision }] : [];
        }),
      ),
      nextCursor: page.nextCursor,
    };
  }

  async withdraw(caller: Caller, id: string): Promise<Shown> {
    const { database, clock, presenter } = this.#options;
    const { exception } = await this.#require(caller, id);
    if (exception.requestedBy !== caller.userEntityRef) {
      throw registryError('exception.not-requester');
    }
    const at = clock.now().toISOString();
    await database.transaction(async tx => {
      const fresh = await mustFindException(tx, id);
      const next = nextExceptionState(fresh.exception.state, 'withdraw');
      const written =
        next.ok &&
        (await updateException(tx, {
          id,
          from: 'requested',
          columns: {
            state: next.state,
            closed_at: at,
            closed_by: caller.userEntityRef,
          },
        }));
      if (!written) throw registryError('exception.already-decided');
      await addHistory(tx, {
        ...{ kind: 'exception', id, at, event: 'withdrawn' },
        ...{ by: caller.userEntityRef, actor: caller.actor },
      });
    });
    return await presenter.one(
      caller,
      await mustFindException(database.knex, id),
    );
  }

  /** What is in force, for programs that read OpenVEX. */
  async openVex(caller: Caller, id: string): Promise<OpenVexDocument> {
    const { clock } = this.#options;
    const { exception, revision } = await this.#require(caller, id);
    const { decidedBy, decidedAt } = exception;
    const now = clock.now();
    if (
      exceptionStateAt(exception, now) !== 'approved' ||
      !decidedBy ||
      !decidedAt
    ) {
      throw registryError('exception.not-in-force');
    }
    return toOpenVex(
      [
        {
          exception: { ...exception, decidedBy, decidedAt },
          snapshot: revision.snapshot,
        },
      ],
      { id, now },
    );
  }

  async #insert(caller: Caller, exception: ExceptionRecord): Promise<void> {
    const { id, digest, checkId, finding, scope, expiresAt } = exception;
    try {
      await this.#options.database.transaction(async tx => {
        await insertException(tx, exception);
        await addHistory(tx, {
          ...{ kind: 'exception', id, event: 'requested' },
          at: exception.createdAt,
          ...{ by: caller.userEntityRef, actor: caller.actor },
          reason: exception.text,
          details: { digest, checkId, rule: finding.rule, scope, expiresAt },
        });
      });
    } catch (error) {
      throw isUniqueViolation(error)
        ? registryError('exception.exists')
        : error;
    }
  }

  /** What serves or waits for review, to those who may submit versions of it. */
  async #requireLive(caller: Caller, digest: string) {
    const { knex } = this.#options.database;
    const revision = await findRevision(knex, digest);
    const server = revision && (await findServerById(knex, revision.serverId));
    if (!revision || !server || !concerns(caller, server)) {
      throw registryError('revision.not-found');
    }
    if (
      !isOwnerSide(caller, server) &&
      !belongsTo(caller, server.liveFacts.owner) &&
      !caller.isApprover
    ) {
      throw registryError('server.not-owner');
    }
    const isLive =
      digest === server.approvedDigest || digest === server.pendingDigest;
    if (server.life.retired || !isLive) throw registryError('checks.not-live');
    return { revision, server };
  }

  /** One that the caller has to do with; any other looks unknown. */
  async #require(caller: Caller, id: string): Promise<FoundException> {
    const found = await mustFindException(this.#options.database.knex, id);
    if (!concerns(caller, found.server)) {
      throw registryError('exception.not-found');
    }
    return found;
  }
}
