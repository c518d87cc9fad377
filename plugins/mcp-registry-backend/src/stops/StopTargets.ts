import {
  mcpServerAdministerPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { findGrant } from '../access/GrantStore';
import { isOwnerSide } from '../approvals/approvers';
import { findRevision } from '../revisions/RevisionStore';
import type { Caller } from '../service/Caller';
import type { Policy } from '../service/Policy';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById } from '../servers/ServerStore';
import type { ServerVisibility } from '../servers/ServerVisibility';
import { readSubject } from './readSubject';
import type { StopAuthority, StopRecord } from './StopStore';

/** What is stopped, found and named as gateways name it; with its server where it belongs to one. */
export interface FoundTarget extends Pick<StopRecord, 'kind' | 'subject'> {
  server?: ServerRecord;
}

/** Finds what somebody wants to stop, and says by which right they may. */
export class StopTargets {
  static create(options: {
    policy: Policy;
    visibility: ServerVisibility;
  }): StopTargets {
    return new StopTargets(options.policy, options.visibility);
  }

  readonly #policy: Policy;
  readonly #visibility: ServerVisibility;

  private constructor(policy: Policy, visibility: ServerVisibility) {
    this.#policy = policy;
    this.#visibility = visibility;
  }

  /** What the caller may not know of is not found. */
  async find(
    knex: Knex,
    caller: Caller,
    target: RegistrySchemas['StopTarget'],
  ): Promise<FoundTarget> {
    const { kind } = target;
    switch (kind) {
      case 'server': {
        const server = await this.#server(knex, caller, target.serverRef);
        return { kind, server, subject: server.id };
      }
      case 'tool':
      case 'connection': {
        const server = await this.#server(knex, caller, target.serverRef);
        return { kind, server, subject: readSubject(kind, target.subject) };
      }
      case 'revision': {
        const digest = readSubject(kind, target.subject);
        const revision = await findRevision(knex, digest);
        const server =
          revision && (await findServerById(knex, revision.serverId));
        if (!server) throw registryError('revision.not-found');
        await this.#visibility.require(knex, caller, server.serverRef);
        return { kind, server, subject: digest };
      }
      case 'grant': {
        const grant = await findGrant(knex, readSubject(kind, target.subject));
        const server = grant && (await findServerById(knex, grant.serverId));
        if (!grant || !server || !(await this.authority(caller, server))) {
          throw registryError('grant.not-found');
        }
        return { kind, server, subject: grant.id };
      }
      case 'client':
      case 'agent':
      case 'person':
      case 'step-up':
      case 'package':
      case 'publisher':
      case 'host':
        return { kind, subject: readSubject(kind, target.subject) };
      default:
        return kind satisfies never;
    }
  }

  /** By which right somebody may stop something of this server, or, without one, anything at all. */
  async authority(
    caller: Caller,
    server: ServerRecord | undefined,
  ): Promise<StopAuthority | undefined> {
    if (caller.isStopper && (await this.#mayAdminister(caller, server))) {
      return 'security';
    }
    return server && isOwnerSide(caller, server) ? 'owner' : undefined;
  }

  async #mayAdminister(
    caller: Caller,
    server: ServerRecord | undefined,
  ): Promise<boolean> {
    if (server) {
      return await this.#policy.allowsServer(
        caller,
        mcpServerAdministerPermission,
        server,
      );
    }
    const allowed = await this.#policy.allowedServers(
      caller,
      mcpServerAdministerPermission,
    );
    return allowed.kind === 'all';
  }

  async #server(
    knex: Knex,
    caller: Caller,
    serverRef: string | undefined,
  ): Promise<ServerRecord> {
    if (!serverRef) {
      throw registryError('stop.invalid-subject', 'Name the server.');
    }
    return await this.#visibility.require(knex, caller, serverRef);
  }
}
