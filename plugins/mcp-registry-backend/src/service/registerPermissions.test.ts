import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request from 'supertest';
import { serverEntity } from '../__testUtils__/entities';
import { mcpRegistryPlugin } from '../plugin';

const WELL_KNOWN = '/api/mcp-registry/.well-known/backstage/permissions';

describe('what the permission framework learns of the registry', () => {
  let server: Awaited<ReturnType<typeof startTestBackend>>['server'];

  beforeAll(async () => {
    ({ server } = await startTestBackend({
      features: [
        mcpRegistryPlugin,
        catalogServiceMock.factory({ entities: [serverEntity()] }),
        mockServices.userInfo.mock({
          getUserInfo: async () => ({
            userEntityRef: 'user:default/bob',
            ownershipEntityRefs: [
              'user:default/bob',
              'group:default/data-platform',
            ],
          }),
        }).factory,
        mockServices.rootConfig.factory({
          data: {
            mcpRegistry: { approverGroups: ['group:default/security'] },
            mcpGateway: { listen: { publicUrl: 'http://localhost:7008' } },
          },
        }),
      ],
    }));
    await request(server)
      .post('/api/mcp-registry/servers/default/everything/submit')
      .set('Authorization', mockCredentials.user.header('user:default/bob'))
      .expect(200);
  });

  it('lists every permission, and every rule with its parameters', async () => {
    const { body } = await request(server)
      .get(`${WELL_KNOWN}/metadata`)
      .expect(200);
    expect(
      body.permissions
        .map((permission: { name: string }) => permission.name)
        .sort(),
    ).toEqual([
      'mcp.access.decide',
      'mcp.access.request',
      'mcp.access.revoke',
      'mcp.call.body.read',
      'mcp.server.administer',
      'mcp.server.approve',
      'mcp.server.read',
      'mcp.server.submit',
      'mcp.server.use',
    ]);
    const rules = body.rules.map(
      (rule: {
        resourceType: string;
        name: string;
        paramsSchema: { properties: object };
      }) =>
        `${rule.resourceType} ${rule.name} ${Object.keys(
          rule.paramsSchema.properties,
        )}`,
    );
    expect(rules.sort()).toEqual([
      'mcp-access-request HAS_DATA_CLASSIFICATION classifications',
      'mcp-access-request HAS_RISK_TIER tiers',
      'mcp-access-request HAS_STATUS statuses',
      'mcp-access-request IS_REQUESTER claims',
      'mcp-access-request IS_SERVER_OWNER claims',
      'mcp-server HAS_DATA_CLASSIFICATION classifications',
      'mcp-server HAS_RISK_TIER tiers',
      'mcp-server HAS_STATUS statuses',
      'mcp-server IS_SERVER_OWNER claims',
    ]);
  });

  it.each([
    ['its tier', 'HAS_RISK_TIER', { tiers: ['low'] }, 'ALLOW'],
    ['another tier', 'HAS_RISK_TIER', { tiers: ['critical'] }, 'DENY'],
    ['its status', 'HAS_STATUS', { statuses: ['waiting'] }, 'ALLOW'],
    [
      'its owner',
      'IS_SERVER_OWNER',
      { claims: ['group:default/data-platform'] },
      'ALLOW',
    ],
  ])('applies conditions about %s', async (_, rule, params, result) => {
    const { body } = await request(server)
      .post(`${WELL_KNOWN}/apply-conditions`)
      .set('Authorization', mockCredentials.service.header())
      .send({
        items: [
          {
            id: '1',
            resourceRef: 'api:default/everything',
            resourceType: 'mcp-server',
            conditions: { rule, resourceType: 'mcp-server', params },
          },
          {
            id: '2',
            resourceRef: 'api:default/nothing',
            resourceType: 'mcp-server',
            conditions: {
              not: { rule, resourceType: 'mcp-server', params },
            },
          },
        ],
      })
      .expect(200);
    expect(body.items).toEqual([
      { id: '1', result },
      // What is not there is never allowed, not even by a condition that it does not meet.
      { id: '2', result: 'DENY' },
    ]);
  });

  it('refuses parameters that a rule does not know', async () => {
    const answer = await request(server)
      .post(`${WELL_KNOWN}/apply-conditions`)
      .set('Authorization', mockCredentials.service.header())
      .send({
        items: [
          {
            id: '1',
            resourceRef: 'api:default/everything',
            resourceType: 'mcp-server',
            conditions: {
              rule: 'HAS_RISK_TIER',
              resourceType: 'mcp-server',
              params: { tiers: ['enormous'] },
            },
          },
        ],
      });
    expect(answer.status).toBe(400);
  });
});
