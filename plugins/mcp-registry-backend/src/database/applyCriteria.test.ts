import { TestDatabases } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type ConditionalPolicyDecision,
  type PermissionCondition,
  type PermissionCriteria,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
} from '@backstage/plugin-permission-node';
import {
  ACCESS_REQUEST_STATES,
  DATA_CLASSIFICATIONS,
  RISK_TIERS,
  SERVER_STATUSES,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import {
  mcpAccessRequestRules,
  mcpServerRules,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import { startRegistry } from '../__testUtils__/startRegistry';
import {
  type AccessRequestRow,
  toAccessRequestRecord,
} from '../access/AccessRequestStore';
import { toRequestResource } from '../access/toRequestResource';
import { InboxQuery } from '../approvals/InboxQuery';
import { listServers } from '../servers/ServerListQuery';
import { findServersById } from '../servers/ServerStore';
import { type ServerRow, toServerRecord } from '../servers/ServerRecord';
import { toServerResource } from '../service/toServerResource';

type Condition = PermissionCriteria<PermissionCondition>;

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const OWNERS = ['data-platform', 'finance', 'web-team'];
const OWNER_REFS = OWNERS.map(owner => `group:default/${owner}`);
const PEOPLE = ['user:default/alice', 'user:default/bob', 'user:default/dave'];
const SUBJECTS = [...PEOPLE, ...OWNER_REFS];

jest.setTimeout(120_000);

/** Any combination of conditions, empty lists of values included. */
function conditions(
  resourceType: string,
  leaves: Record<string, Record<string, readonly string[]>>,
): fc.Arbitrary<Condition> {
  const leaf = fc.oneof(
    ...Object.entries(leaves).map(([rule, params]) =>
      fc
        .record(
          Object.fromEntries(
            Object.entries(params).map(([name, values]) => [
              name,
              fc.subarray([...values]),
            ]),
          ),
        )
        .map(chosen => ({ rule, resourceType, params: chosen })),
    ),
  );
  const { tree } = fc.letrec<{ tree: Condition }>(tie => ({
    tree: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      leaf,
      fc.record({ not: tie('tree') }),
      fc.record({ anyOf: nonEmpty(tie('tree')) }),
      fc.record({ allOf: nonEmpty(tie('tree')) }),
    ),
  }));
  return tree;
}

function nonEmpty(item: fc.Arbitrary<Condition>) {
  return fc
    .tuple(item, fc.array(item, { maxLength: 2 }))
    .map(([first, rest]) => [first, ...rest] as [Condition, ...Condition[]]);
}

function rulesetOf(rules: Record<string, { name: string }>) {
  return {
    getRuleByName: (name: string) => {
      const rule = Object.values(rules).find(item => item.name === name);
      if (!rule) throw new Error(`No rule ${name}`);
      return rule as never;
    },
  };
}

function decisionOf(
  resourceType: string,
  condition: Condition,
): ConditionalPolicyDecision {
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'mcp-registry',
    resourceType,
    conditions: condition,
  };
}

describe.each(databases.eachSupportedId())(
  'conditional decisions on %s',
  databaseId => {
    let knex: Knex;

    beforeAll(async () => {
      knex = await databases.init(databaseId);
      const names: string[] = [];
      const entities = RISK_TIERS.flatMap((riskTier, tier) =>
        DATA_CLASSIFICATIONS.map((dataClassification, index) => {
          const name = `s-${riskTier}-${dataClassification}`;
          names.push(name);
          return serverEntity({
            name,
            title: name,
            owner: OWNERS[(tier + index) % OWNERS.length],
            mcp: { riskTier, dataClassification },
          });
        }),
      );
      const { sync } = await startRegistry({ knex, entities });
      await sync.run();
      const servers: ServerRow[] = await knex('servers').orderBy('id');
      for (const [index, { id }] of servers.entries()) {
        await knex('servers')
          .where({ id })
          .update({ status: SERVER_STATUSES[index % SERVER_STATUSES.length] });
        await knex('access_requests').insert(
          PEOPLE.map((requestedBy, number) => ({
            id: `${index}-${number}`,
            server_id: id,
            requested_by: requestedBy,
            subject: SUBJECTS[(index + number) % SUBJECTS.length],
            decided_by_side: 'owner',
            purpose: 'test',
            asked: '{"tools":{"kind":"all"},"durationDays":1}',
            state:
              ACCESS_REQUEST_STATES[
                (index + number) % ACCESS_REQUEST_STATES.length
              ],
            created_at: '2026-11-23T10:00:00.000Z',
            decided_at: '2026-11-23T10:00:00.000Z',
          })),
        );
      }
    });

    it('list exactly the servers, page by page, that the rules allow one by one', async () => {
      const rules = rulesetOf(mcpServerRules);
      const rows: ServerRow[] = await knex('servers');
      const servers = rows.map(toServerRecord);
      await fc.assert(
        fc.asyncProperty(
          conditions('mcp-server', {
            IS_SERVER_OWNER: { claims: OWNER_REFS },
            HAS_RISK_TIER: { tiers: RISK_TIERS },
            HAS_DATA_CLASSIFICATION: { classifications: DATA_CLASSIFICATIONS },
            HAS_STATUS: { statuses: SERVER_STATUSES },
          }),
          async condition => {
            const decision = decisionOf('mcp-server', condition);
            const authorize = createConditionAuthorizer(rules);
            const expected = servers
              .filter(server => authorize(decision, toServerResource(server)))
              .map(server => server.name)
              .sort();
            const listed: string[] = [];
            let cursor: string | undefined;
            do {
              const page = await listServers(knex, {
                caller: {
                  ...person('alice'),
                  ownershipEntityRefs: ['user:default/alice'],
                },
                visibleRefs: servers.map(server => server.serverRef),
                allowed: {
                  kind: 'some',
                  criteria: createConditionTransformer(rules)(
                    condition,
                  ) as never,
                },
                now: new Date('2026-11-23T10:00:00.000Z'),
                limit: 5,
                cursor,
              });
              expect(page.totalItems).toBe(expected.length);
              // Only the last page may be short.
              expect(page.items).toHaveLength(
                Math.min(5, expected.length - listed.length),
              );
              listed.push(...page.items.map(server => server.name));
              cursor = page.nextCursor;
            } while (cursor);
            expect(listed).toEqual(expected);
          },
        ),
        { numRuns: 100 },
      );
    });

    it('list exactly the access requests that the rules allow one by one', async () => {
      const rules = rulesetOf(mcpAccessRequestRules);
      const rows: AccessRequestRow[] = await knex('access_requests').whereIn(
        'state',
        ['approved', 'denied'],
      );
      const servers = await findServersById(
        knex,
        rows.map(row => row.server_id),
      );
      const resources = rows.map(toAccessRequestRecord).flatMap(request => {
        const server = servers.get(request.serverId);
        return server ? [toRequestResource(request, server)] : [];
      });
      expect(resources).toHaveLength(rows.length);
      await fc.assert(
        fc.asyncProperty(
          conditions('mcp-access-request', {
            IS_REQUESTER: { claims: SUBJECTS },
            IS_SERVER_OWNER: { claims: OWNER_REFS },
            HAS_RISK_TIER: { tiers: RISK_TIERS },
            HAS_DATA_CLASSIFICATION: { classifications: DATA_CLASSIFICATIONS },
            HAS_STATUS: { statuses: ACCESS_REQUEST_STATES },
          }),
          async condition => {
            const decision = decisionOf('mcp-access-request', condition);
            const authorize = createConditionAuthorizer(rules);
            const inbox = InboxQuery.create({
              knex,
              caller: { ...person('bob'), ownershipEntityRefs: OWNER_REFS },
              requests: {
                kind: 'some',
                criteria: createConditionTransformer(rules)(condition) as never,
              },
              revisions: { kind: 'none' },
              owned: false,
              principals: [],
              requestPrincipals: [],
              hasAccessPolicies: false,
            });
            const page = await inbox.page({
              state: 'decided',
              limit: 1000,
              key: undefined,
            });
            expect(page.map(entry => entry.id).sort()).toEqual(
              resources
                .filter(resource => authorize(decision, resource))
                .map(resource => resource.id)
                .sort(),
            );
          },
        ),
        { numRuns: 100 },
      );
    });
  },
);
