import type { RecordingPolicy } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  mcpServerAdministerPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { isOwnerSide } from '../approvals/approvers';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { touchServer } from '../feed/FeedStore';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import type { ServerVisibility } from '../servers/ServerVisibility';
import { findRecording, saveRecording } from './RecordingStore';

type ServerRecording = RegistrySchemas['ServerRecording'];

/**
 * Shows and says what is kept of the arguments and results of a server's calls. Whoever may see the server sees it: it is about what they
 * send. Who runs it says it; how far that goes is for the gateway, which knows the company's bounds.
 */
export class RecordingService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    visibility: ServerVisibility;
  }): RecordingService {
    return new RecordingService(options);
  }

  readonly #options: Parameters<typeof RecordingService.create>[0];

  private constructor(options: Parameters<typeof RecordingService.create>[0]) {
    this.#options = options;
  }

  async get(caller: Caller, serverRef: string): Promise<ServerRecording> {
    const { database, visibility } = this.#options;
    const server = await visibility.require(database.knex, caller, serverRef);
    return await this.#present(caller, server);
  }

  /** Without a policy the server goes back to the gateway's default. */
  async set(
    caller: Caller,
    options: { serverRef: string; policy: RecordingPolicy | undefined },
  ): Promise<ServerRecording> {
    const { database, visibility, clock } = this.#options;
    const { serverRef, policy } = options;
    const server = await visibility.require(database.knex, caller, serverRef);
    // Whoever decides what is kept of people sits at the portal.
    if (caller.actor) throw registryError('decision.portal-only');
    const refusal = await this.#refusal(caller, server);
    if (refusal) throw registryError(refusal);
    const at = clock.now().toISOString();
    const by = caller.userEntityRef;
    await database.change(async tx => {
      const before = await findRecording(tx, server.id);
      await saveRecording(tx, { serverId: server.id, policy, by, at });
      await addHistory(tx, {
        kind: 'server',
        id: server.id,
        at,
        by,
        event: 'recording-changed',
        details: { before: before?.policy ?? null, after: policy ?? null },
      });
      await touchServer(tx, server.id);
    });
    return await this.#present(caller, server);
  }

  async #present(
    caller: Caller,
    server: ServerRecord,
  ): Promise<ServerRecording> {
    const { knex } = this.#options.database;
    const record = await findRecording(knex, server.id);
    const mayChange =
      !caller.actor && (await this.#refusal(caller, server)) === undefined;
    return { mayChange, ...record };
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
}
