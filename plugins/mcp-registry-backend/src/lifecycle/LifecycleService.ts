import {
  mcpServerAdministerPermission,
  nextServerLife,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { v4 as uuid } from 'uuid';
import { isOwnerSide } from '../approvals/approvers';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { touchServer } from '../feed/FeedStore';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import { lifeColumns } from '../servers/serverColumns';
import type { ServerPresenter } from '../servers/ServerPresenter';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById, updateServer } from '../servers/ServerStore';
import type { ServerVisibility } from '../servers/ServerVisibility';
import type { EndOfLife } from './EndOfLife';
import { endServer } from './endServer';
import type { NoticeService } from './NoticeService';

const MAX_AHEAD_MS = 2 * 366 * 24 * 60 * 60 * 1000;

/** Ends servers, at once or on a day that is told beforehand to whoever uses them. What has ended does not come back (ADR 0067). */
export class LifecycleService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    visibility: ServerVisibility;
    freshSignIn: FreshSignInRule;
    presenter: ServerPresenter;
    notices: NoticeService;
  }): LifecycleService {
    return new LifecycleService(options);
  }

  readonly #options: Parameters<typeof LifecycleService.create>[0];

  private constructor(options: Parameters<typeof LifecycleService.create>[0]) {
    this.#options = options;
  }

  /** Names the last day of a server, or another one. */
  async deprecate(
    caller: Caller,
    input: RegistrySchemas['Deprecation'] & { serverRef: string },
  ): Promise<RegistrySchemas['Server']> {
    const { clock } = this.#options;
    const seen = await this.#require(caller, input.serverRef);
    const retireAt = new Date(input.retireAt).getTime();
    const ahead = retireAt - clock.now().getTime();
    if (!(ahead > 0 && ahead <= MAX_AHEAD_MS)) {
      throw registryError('lifecycle.date');
    }
    const successorId = await this.#successorOf(caller, seen, input);
    return await this.#change(caller, seen, async (tx, server) => {
      const next = nextServerLife(server.life, 'deprecate');
      if (!next.ok) throw registryError('server.state', next.reason);
      const now = clock.now().toISOString();
      const endOfLife: EndOfLife = {
        plan: uuid(),
        announcedAt: now,
        by: caller.userEntityRef,
        reason: input.reason,
        retireAt: new Date(retireAt).toISOString(),
        successorId,
      };
      await updateServer(tx, server.id, {
        ...lifeColumns(next.state),
        end_of_life: JSON.stringify(endOfLife),
        retire_at: endOfLife.retireAt,
      });
      await addHistory(tx, {
        kind: 'server',
        id: server.id,
        at: now,
        by: caller.userEntityRef,
        event: 'deprecated',
        reason: input.reason,
        details: { retireAt: endOfLife.retireAt, successorId },
      });
    });
  }

  /** There is no last day after all. */
  async keep(
    caller: Caller,
    options: { serverRef: string; reason: string },
  ): Promise<RegistrySchemas['Server']> {
    const seen = await this.#require(caller, options.serverRef);
    return await this.#change(caller, seen, async (tx, server) => {
      const next = nextServerLife(server.life, 'keep');
      if (!next.ok) throw registryError('server.state', next.reason);
      await updateServer(tx, server.id, {
        ...lifeColumns(next.state),
        end_of_life: null,
        retire_at: null,
      });
      await addHistory(tx, {
        kind: 'server',
        id: server.id,
        at: this.#options.clock.now().toISOString(),
        by: caller.userEntityRef,
        event: 'kept',
        reason: options.reason,
      });
    });
  }

  /** Retires a server for good, now. */
  async retire(
    caller: Caller,
    input: RegistrySchemas['Retirement'] & { serverRef: string },
  ): Promise<RegistrySchemas['Server']> {
    const { clock } = this.#options;
    const seen = await this.#require(caller, input.serverRef);
    const successorId = await this.#successorOf(caller, seen, input);
    return await this.#change(caller, seen, async (tx, server) => {
      await endServer(tx, {
        server,
        at: clock.now().toISOString(),
        by: caller.userEntityRef,
        reason: input.reason,
        successorId: successorId ?? server.endOfLife?.successorId,
      });
    });
  }

  async #change(
    caller: Caller,
    seen: ServerRecord,
    run: (tx: Knex.Transaction, server: ServerRecord) => Promise<void>,
  ): Promise<RegistrySchemas['Server']> {
    const { database, presenter, freshSignIn, notices } = this.#options;
    freshSignIn.require(caller, [seen.facts.riskTier]);
    const server = await database.change(async tx => {
      const fresh = await mustFind(tx, seen.id);
      // It may belong to somebody else by now.
      if (!caller.isApprover && !isOwnerSide(caller, fresh)) {
        throw registryError('server.not-owner');
      }
      await run(tx, fresh);
      await touchServer(tx, seen.id);
      return await mustFind(tx, seen.id);
    });
    await notices.send(seen.id);
    return await presenter.server(caller, server);
  }

  async #require(caller: Caller, serverRef: string): Promise<ServerRecord> {
    const { database, visibility, policy } = this.#options;
    if (caller.actor) throw registryError('decision.portal-only');
    const server = await visibility.require(database.knex, caller, serverRef);
    if (!isOwnerSide(caller, server)) {
      if (!caller.isApprover) throw registryError('server.not-owner');
      await policy.requireServer(caller, mcpServerAdministerPermission, server);
    }
    return server;
  }

  /** Somebody may name only what they know of themselves. */
  async #successorOf(
    caller: Caller,
    server: ServerRecord,
    { successorRef }: { successorRef?: string },
  ): Promise<string | undefined> {
    const { database, visibility } = this.#options;
    if (!successorRef) return undefined;
    const found = await visibility
      .require(database.knex, caller, successorRef)
      .catch(() => undefined);
    if (!found || found.id === server.id || found.status !== 'active') {
      throw registryError('lifecycle.successor');
    }
    return found.id;
  }
}

async function mustFind(knex: Knex, id: string): Promise<ServerRecord> {
  const server = await findServerById(knex, id);
  if (!server) throw registryError('server.not-found');
  return server;
}
