import {
  mcpServerSubmitPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { touchServer } from '../feed/FeedStore';
import type { RevisionPresenter } from '../revisions/RevisionPresenter';
import { findRevision } from '../revisions/RevisionStore';
import type { SubmissionService } from '../revisions/SubmissionService';
import { belongsTo, type Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import type { Policy } from '../service/Policy';
import { findSourceOf } from '../gitops/GitOpsStore';
import { registryError } from '../service/registryError';
import { driftOf } from './driftOf';
import { readDefinition } from './readDefinition';
import { factsColumns } from './serverColumns';
import type { ServerRecord } from './ServerRecord';
import { findServerById, updateServer } from './ServerStore';
import type { ServerVisibility } from './ServerVisibility';

/** What an owner proposes. */
interface ProfileProposal
  extends Pick<
    RegistrySchemas['ServerDefinition'],
    'permissionProfile' | 'isolation'
  > {
  serverRef: string;
  note?: string;
}

/** Takes other permission profiles for servers that were registered in the portal. Nothing of them runs before it is approved. */
export class ProfileProposalService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    policy: Policy;
    visibility: ServerVisibility;
    submissions: SubmissionService;
    revisions: RevisionPresenter;
  }): ProfileProposalService {
    return new ProfileProposalService(options);
  }

  readonly #options: Parameters<typeof ProfileProposalService.create>[0];

  private constructor(
    options: Parameters<typeof ProfileProposalService.create>[0],
  ) {
    this.#options = options;
  }

  /** Changes the server's definition, and submits it as it is then. */
  async propose(
    caller: Caller,
    proposal: ProfileProposal,
  ): Promise<RegistrySchemas['Revision']> {
    const { database, policy, visibility, submissions, revisions } =
      this.#options;
    const seen = await visibility.require(
      database.knex,
      caller,
      proposal.serverRef,
    );
    if (!belongsTo(caller, seen.facts.owner)) {
      throw registryError('server.not-owner');
    }
    await policy.require(caller, mcpServerSubmitPermission);
    const source = await findSourceOf(database.knex, seen.id);
    if (source) throw registryError('server.by-pull-request', source.path);
    const server = await this.#change(caller, seen.id, proposal);
    const revision = await submissions.submitServer(caller, {
      server,
      note: proposal.note,
    });
    return await revisions.one(revision, server);
  }

  async #change(
    caller: Caller,
    serverId: string,
    proposal: ProfileProposal,
  ): Promise<ServerRecord> {
    const { database, clock } = this.#options;
    return await database.change(async tx => {
      const server = await findServerById(tx, serverId);
      if (!server) throw registryError('server.not-found');
      if (server.life.retired) throw registryError('server.retired');
      if (!server.definition) {
        throw registryError(
          'server.state',
          'This server is defined in the catalog. Change its permission profile there.',
        );
      }
      if (!server.definition.package) {
        throw registryError(
          'server.state',
          'The gateway does not run this server, so it has no permission profile.',
        );
      }
      const { permissionProfile, isolation } = proposal;
      const definition = {
        ...server.definition,
        permissionProfile,
        ...(isolation && { isolation }),
      };
      const { facts } = readDefinition(definition, { serverId });
      const approved = server.approvedDigest
        ? await findRevision(tx, server.approvedDigest)
        : undefined;
      await updateServer(tx, serverId, {
        definition: JSON.stringify(definition),
        live_facts: JSON.stringify(facts),
        ...factsColumns(approved?.facts ?? facts),
        drift: JSON.stringify(
          driftOf({ approved: approved?.facts, live: facts }),
        ),
      });
      await touchServer(tx, serverId);
      await addHistory(tx, {
        kind: 'server',
        id: serverId,
        at: clock.now().toISOString(),
        by: caller.userEntityRef,
        actor: caller.actor,
        event: 'profile-proposed',
        reason: proposal.note,
      });
      const changed = await findServerById(tx, serverId);
      if (!changed) throw registryError('server.not-found');
      return changed;
    });
  }
}
