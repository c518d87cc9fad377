import {
  type ApprovalState,
  mcpServerApprovePermission,
  mcpServerSubmitPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { RegistryDatabase } from '../../database/RegistryDatabase';
import {
  findRevision,
  findRevisions,
  type RevisionRecord,
  type RevisionRow,
  toRevisionRecord,
} from '../../revisions/RevisionStore';
import type { Caller } from '../../service/Caller';
import type { Policy } from '../../service/Policy';
import { registryError } from '../../service/registryError';
import type { ServerRecord } from '../../servers/ServerRecord';
import { findServersById } from '../../servers/ServerStore';
import { findConsents } from '../ConsentStore';
import { type Approvals, type Standing, systemsOf } from '../reviews/Approvals';
import type { DataOwners } from '../reviews/DataOwners';
import { findReviews } from '../reviews/ReviewStore';
import { toApprovalView } from '../reviews/toApprovalView';

const PAGE = 50;

type Item = RegistrySchemas['ApprovalPreviewItem'];

/** Shows which approval policies there are, and what they would ask for of everything that is served or waits. */
export class ApprovalPolicyService {
  static create(options: {
    database: RegistryDatabase;
    policy: Policy;
    approvals: Approvals;
    dataOwners: DataOwners;
  }): ApprovalPolicyService {
    return new ApprovalPolicyService(options);
  }

  readonly #options: Parameters<typeof ApprovalPolicyService.create>[0];

  private constructor(
    options: Parameters<typeof ApprovalPolicyService.create>[0],
  ) {
    this.#options = options;
  }

  /** For everybody who has to do with revisions: who submits one should know who decides. */
  async list(
    caller: Caller,
  ): Promise<RegistrySchemas['ConfiguredApprovalPolicy'][]> {
    await this.#options.policy.require(caller, mcpServerSubmitPermission);
    return this.#options.approvals.policies.map(policy => ({ ...policy }));
  }

  /** A page over all servers: who decided or would have to decide about what is served and what waits. */
  async preview(
    caller: Caller,
    options: { cursor?: string },
  ): Promise<RegistrySchemas['ApprovalPreviewPage']> {
    const { database, policy } = this.#options;
    const { knex } = database;
    const allowed = await policy.allowedServers(
      caller,
      mcpServerApprovePermission,
    );
    if (allowed.kind === 'none' || !caller.isApprover) {
      throw registryError('permission.denied');
    }
    const rows = await pageOf(knex, options.cursor);
    const page = rows.slice(0, PAGE);
    const servers = await findServersById(
      knex,
      page.map(({ id }) => id),
    );
    const items: Item[] = [];
    for (const { id, digest } of page) {
      const server = servers.get(id);
      const revision = server && (await findRevision(knex, digest));
      const isSeen =
        server &&
        (await policy.allowsServer(caller, mcpServerApprovePermission, server));
      if (server && revision && isSeen) {
        items.push(await this.#item(knex, { server, revision }));
      }
    }
    const last = page.at(-1);
    return {
      items,
      ...(rows.length > PAGE &&
        last && { nextCursor: `${last.id} ${last.digest}` }),
    };
  }

  async #item(
    knex: Knex,
    about: { server: ServerRecord; revision: RevisionRecord },
  ): Promise<Item> {
    const { approvals, dataOwners } = this.#options;
    const { server, revision } = about;
    const base = await beforeIt(knex, about);
    const owners = await dataOwners.of(systemsOf(revision, base));
    const facts = await approvals.facts(knex, {
      ...{ ...about, base, dataOwners: owners ?? [] },
      floor:
        (await findConsents(knex, [revision.digest])).get(revision.digest) ??
        [],
    });
    const reviews = (await findReviews(knex, [revision.digest])).get(
      revision.digest,
    );
    const standing = approvals.evaluate(facts, reviews ?? []);
    return {
      serverRef: server.serverRef,
      title: server.display.title,
      digest: revision.digest,
      number: revision.number,
      state: revision.state,
      risk: facts.risk,
      dataClassification: facts.dataClassification,
      changes: [...facts.changes.kinds],
      enforced: toApprovalView(standing.state),
      ...(standing.observed && {
        observed: toApprovalView(standing.observed),
      }),
      isChanged: isChanged(standing),
    };
  }
}

/** Whether another rule would apply, were all policies enforced. */
function isChanged({ state, observed }: Standing): boolean {
  const rules = (of: ApprovalState) =>
    of.rules.map(({ policy, rule }) => `${policy}/${rule}`).join(' ');
  return observed !== undefined && rules(observed) !== rules(state);
}

/** What is served, and what waits, of the servers after a place. */
async function pageOf(
  knex: Knex,
  cursor: string | undefined,
): Promise<{ id: string; digest: string }[]> {
  const [afterId, afterDigest] = (cursor ?? '').split(' ');
  const rows: { id: string; digest: string }[] = await knex('servers')
    .join('revisions', join =>
      join.on(on =>
        on
          .on('revisions.digest', 'servers.approved_digest')
          .orOn('revisions.digest', 'servers.pending_digest'),
      ),
    )
    .where({ 'servers.retired': false })
    .whereNotNull('servers.current_ref')
    .modify(query => {
      if (!afterId) return;
      query.andWhere(later =>
        later
          .where('servers.id', '>', afterId)
          .orWhere(same =>
            same
              .where('servers.id', afterId)
              .andWhere('revisions.digest', '>', afterDigest ?? ''),
          ),
      );
    })
    .orderBy([{ column: 'servers.id' }, { column: 'revisions.digest' }])
    .limit(PAGE + 1)
    .select('servers.id as id', 'revisions.digest as digest');
  return rows;
}

/** What it took the place of, or would. */
async function beforeIt(
  knex: Knex,
  about: { server: ServerRecord; revision: RevisionRecord },
): Promise<RevisionRecord | undefined> {
  const { server, revision } = about;
  if (revision.digest !== server.approvedDigest) {
    const digest = server.approvedDigest;
    return digest === undefined
      ? undefined
      : (await findRevisions(knex, [digest])).get(digest);
  }
  const row: RevisionRow | undefined = await knex('revisions')
    .where({ server_id: server.id, state: 'replaced' })
    .andWhere('number', '<', revision.number)
    .orderBy('number', 'desc')
    .first();
  return row && toRevisionRecord(row);
}
