import {
  mcpServerAdministerPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { isOwnerSide } from '../approvals/approvers';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { touchServer } from '../feed/FeedStore';
import { findRevision } from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import { searchText } from '../servers/serverColumns';
import type { ServerRecord } from '../servers/ServerRecord';
import { updateServer } from '../servers/ServerStore';
import { concerns, type ServerVisibility } from '../servers/ServerVisibility';
import { findHiddenTools, saveHiddenTools } from './HiddenToolStore';
import { shownSurface } from './shownSurface';

type Shown = RegistrySchemas['HiddenTools'];

/** Shows and sets which tools of a server are hidden. Who runs the server sets them. */
export class HiddenToolService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    visibility: ServerVisibility;
  }): HiddenToolService {
    return new HiddenToolService(options);
  }

  readonly #options: Parameters<typeof HiddenToolService.create>[0];

  private constructor(options: Parameters<typeof HiddenToolService.create>[0]) {
    this.#options = options;
  }

  /** Whoever has nothing to do with the server is shown an empty list, whether there is one or not. */
  async get(caller: Caller, serverRef: string): Promise<Shown> {
    const { database, visibility } = this.#options;
    const server = await visibility.require(database.knex, caller, serverRef);
    return await this.#present(caller, server);
  }

  async set(
    caller: Caller,
    options: { serverRef: string; names: string[] },
  ): Promise<Shown> {
    const { database, visibility, clock } = this.#options;
    const server = await visibility.require(
      database.knex,
      caller,
      options.serverRef,
    );
    // Whoever may show what was hidden sits at the portal.
    if (caller.actor) throw registryError('decision.portal-only');
    const refusal = await this.#refusal(caller, server);
    if (refusal) throw registryError(refusal);
    const names = [...new Set(options.names)].sort();
    const approved = await this.#approvedOf(server);
    const known = new Set(approved?.toolSurface.tools.map(tool => tool.name));
    const missing = names.filter(name => !known.has(name));
    if (missing.length > 0) {
      throw registryError(
        'terms.tool-not-found',
        `Not found: ${missing.slice(0, 5).join(', ')}.`,
      );
    }
    const setAt = clock.now().toISOString();
    const setBy = caller.userEntityRef;
    const serverId = server.id;
    await database.change(async tx => {
      await saveHiddenTools(tx, { serverId, names, setBy, setAt });
      const { display, name } = server;
      const approvedSurface =
        approved && (await shownSurface(tx, serverId, approved.toolSurface));
      await updateServer(tx, serverId, {
        search_text: searchText({ name, display, approvedSurface }),
        ...(approvedSurface?.known && {
          tool_count: approvedSurface.tools.length,
        }),
      });
      await addHistory(tx, {
        kind: 'server',
        id: serverId,
        at: setAt,
        by: setBy,
        event: 'hidden-tools-changed',
        // How many, not which: a history may be read by others.
        details: { count: names.length },
      });
      await touchServer(tx, serverId);
    });
    return await this.#present(caller, server);
  }

  async #present(caller: Caller, server: ServerRecord): Promise<Shown> {
    const { knex } = this.#options.database;
    const mayChange =
      !caller.actor && (await this.#refusal(caller, server)) === undefined;
    const record = concerns(caller, server)
      ? (await findHiddenTools(knex, [server.id])).get(server.id)
      : undefined;
    return { names: [], ...record, mayChange };
  }

  async #refusal(caller: Caller, server: ServerRecord) {
    if (isOwnerSide(caller, server)) return undefined;
    if (!caller.isApprover) return 'server.not-owner' as const;
    const isAllowed = await this.#options.policy.allowsServer(
      caller,
      mcpServerAdministerPermission,
      server,
    );
    return isAllowed ? undefined : ('permission.denied' as const);
  }

  async #approvedOf(server: ServerRecord) {
    const { knex } = this.#options.database;
    return server.approvedDigest
      ? await findRevision(knex, server.approvedDigest)
      : undefined;
  }
}
