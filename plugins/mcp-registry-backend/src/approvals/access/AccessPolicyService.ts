import {
  mcpAccessDecidePermission,
  mcpAccessRequestPermission,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import {
  type AccessRequestRow,
  toAccessRequestRecord,
} from '../../access/AccessRequestStore';
import { toRequestResource } from '../../access/toRequestResource';
import { afterKey } from '../../database/afterKey';
import { cutPage, decodeCursor } from '../../database/keyset';
import type { RegistryDatabase } from '../../database/RegistryDatabase';
import type { Caller } from '../../service/Caller';
import type { Policy } from '../../service/Policy';
import { registryError } from '../../service/registryError';
import { findServersById } from '../../servers/ServerStore';
import type { AccessApprovals, AccessStanding } from './AccessApprovals';
import type { AccessPeople } from './AccessPeople';
import { viewOfAccess } from './presentAccessApprovals';
import type { AccessDecidable } from './readAccessFacts';

const PAGE = 50;

type Item = RegistrySchemas['AccessPreviewItem'];

/** Shows which policies about access there are, and what they ask for of everything that is open. */
export class AccessPolicyService {
  static create(options: {
    database: RegistryDatabase;
    policy: Policy;
    approvals: AccessApprovals;
    people: Pick<AccessPeople, 'of'>;
  }): AccessPolicyService {
    return new AccessPolicyService(options);
  }

  readonly #options: Parameters<typeof AccessPolicyService.create>[0];

  private constructor(
    options: Parameters<typeof AccessPolicyService.create>[0],
  ) {
    this.#options = options;
  }

  /** For everybody who may ask: they should know who decides. */
  async list(
    caller: Caller,
  ): Promise<RegistrySchemas['ConfiguredAccessPolicy'][]> {
    const { policy, approvals } = this.#options;
    await policy.require(caller, mcpAccessRequestPermission);
    return approvals.policies.map(one => ({ ...one }));
  }

  /** A page over all open requests, oldest first: what each needs now, and what it would need if all were enforced. */
  async preview(
    caller: Caller,
    options: { cursor?: string },
  ): Promise<RegistrySchemas['AccessPreviewPage']> {
    const { database, policy } = this.#options;
    const { knex } = database;
    const allowed = await policy.allowedRequests(
      caller,
      mcpAccessDecidePermission,
    );
    if (allowed.kind === 'none' || !caller.isApprover) {
      throw registryError('permission.denied');
    }
    const query = knex('access_requests')
      .join('servers', 'servers.id', 'access_requests.server_id')
      .where({ 'access_requests.state': 'pending', 'servers.retired': false })
      .whereNotNull('servers.current_ref');
    afterKey(query, {
      column: 'access_requests.created_at',
      id: 'access_requests.id',
      order: 'asc',
      key: decodeCursor(options.cursor),
    });
    const rows: AccessRequestRow[] = await query
      .limit(PAGE + 1)
      .select('access_requests.*');
    const page = cutPage(rows, {
      limit: PAGE,
      keyOf: row => [row.created_at, row.id],
    });
    const servers = await findServersById(
      knex,
      page.items.map(row => row.server_id),
    );
    const items: Item[] = [];
    for (const row of page.items) {
      const request = toAccessRequestRecord(row);
      const server = servers.get(request.serverId);
      if (!server) continue;
      const isSeen = await policy.allowsRequest(
        caller,
        mcpAccessDecidePermission,
        toRequestResource(request, server),
      );
      if (isSeen) items.push(await this.#item({ request, server }));
    }
    return { items, nextCursor: page.nextCursor };
  }

  async #item(about: AccessDecidable): Promise<Item> {
    const { approvals, people, database } = this.#options;
    const { request, server } = about;
    const known = await people.of(about, { isFresh: false });
    const standing = await approvals.read(database.knex, about, known);
    const { state, observed, facts } = standing;
    return {
      id: request.id,
      serverRef: server.serverRef,
      title: server.display.title,
      requestedBy: request.requestedBy,
      subject: request.subject,
      asked: request.asked,
      createdAt: request.createdAt,
      risk: facts.risk,
      kind: facts.kind,
      enforced: viewOfAccess(state),
      ...(observed && { observed: viewOfAccess(observed) }),
      isChanged: isChanged(standing),
    };
  }
}

/** Whether other rules would apply, were all policies enforced. */
function isChanged({ state, observed }: AccessStanding): boolean {
  const rules = (of: AccessStanding['state']) =>
    of.rules.map(({ policy, rule }) => `${policy}/${rule}`).join(' ');
  return observed !== undefined && rules(observed) !== rules(state);
}
