import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request, { type Test } from 'supertest';
import { company } from '../__testUtils__/company';
import { serverEntity } from '../__testUtils__/entities';
import { GROUPS } from '../__testUtils__/people';
import { mcpRegistryPlugin } from '../plugin';

const BASE = '/api/mcp-registry';
const SERVER = `${BASE}/servers/default/everything`;

jest.setTimeout(60_000);

const TWO = {
  id: 'two',
  anyOf: [
    { id: 'two', by: [{ who: 'reviewers', count: 2 }] },
    { id: 'ticket', by: [{ who: 'reviewers' }], ticket: 'SEC-[0-9]+' },
  ],
};

async function start(rule: object) {
  const { server } = await startTestBackend({
    features: [
      mcpRegistryPlugin,
      catalogServiceMock.factory({ entities: [serverEntity(), ...company()] }),
      mockServices.httpAuth.factory({
        defaultCredentials: mockCredentials.none(),
      }),
      mockServices.userInfo.mock({
        getUserInfo: async (credentials: BackstageCredentials) => {
          const { userEntityRef } = credentials.principal as {
            userEntityRef: string;
          };
          return {
            userEntityRef,
            ownershipEntityRefs: [
              userEntityRef,
              ...(GROUPS[userEntityRef.split('/')[1]] ?? []),
            ],
          };
        },
      }).factory,
      mockServices.rootConfig.factory({
        data: {
          mcpRegistry: {
            approverGroups: ['group:default/security'],
            checks: {
              required: { low: [], medium: [], high: [], critical: [] },
            },
            approvals: {
              accessPolicies: [
                { id: 'access', mode: 'enforce', rules: [rule as never] },
              ],
            },
          },
        },
      }),
    ],
  });
  return server;
}

function as(test: Test, name: string): Test {
  const token = mockCredentials.user.token(`user:default/${name}`);
  return test.set('Authorization', `Bearer ${token}`);
}

describe('access policies, over the REST API', () => {
  it('are shown, ask, take a ticket, and say who is missing', async () => {
    const server = await start(TWO);
    const submitted = await as(
      request(server).post(`${SERVER}/submit`),
      'bob',
    ).send({});
    await as(
      request(server).post(
        `${BASE}/revisions/${submitted.body.digest}/decision`,
      ),
      'carol',
    )
      .send({ decision: 'approve' })
      .expect(200);
    const policies = await as(
      request(server).get(`${BASE}/access-policies`),
      'alice',
    ).expect(200);
    expect(policies.body).toMatchObject({
      mayPreview: false,
      items: [{ id: 'access', mode: 'enforce', rules: [{ id: 'two' }] }],
    });
    const asked = await as(
      request(server).post(`${BASE}/access-requests`),
      'alice',
    )
      .send({
        ...{ serverRef: 'api:default/everything', durationDays: 5 },
        ...{ purpose: 'To look at orders', tools: { kind: 'all' } },
      })
      .expect(201);
    expect(asked.body.approval.waitsFor).toMatchObject([
      { who: 'owner' },
      { who: 'reviewers' },
    ]);
    const preview = await as(
      request(server).get(`${BASE}/access-policies/preview`),
      'carol',
    ).expect(200);
    expect(preview.body.items).toMatchObject([
      { id: asked.body.id, enforced: { decision: 'open' } },
    ]);
    await as(
      request(server).get(`${BASE}/access-policies/preview`),
      'bob',
    ).expect(403);
    const decide = (who: string, body: object) =>
      as(
        request(server).post(
          `${BASE}/access-requests/${asked.body.id}/decision`,
        ),
        who,
      ).send(body);
    await decide('alice', { decision: 'approve' }).expect(403);
    await decide('dave', { decision: 'approve' }).expect(404);
    await decide('carol', { decision: 'approve', ticket: '' }).expect(400);
    await decide('carol', { decision: 'approve', ticket: 'SEC-1' }).expect(200);
    await decide('carol', { decision: 'approve' }).expect(409);
    const done = await decide('bob', { decision: 'approve' }).expect(200);
    expect(done.body).toMatchObject({
      state: 'approved',
      reviews: [{ ticket: 'SEC-1' }, { by: 'user:default/bob' }],
    });
  });

  it('keep the portal from starting where one is not valid, and say why', async () => {
    await expect(
      start({ ...TWO, anyOf: [{ id: 'a', by: [{ who: 'rule' }] }] }),
    ).rejects.toThrow(
      /mcpRegistry\.approvals\.accessPolicies\[0\] is not valid: rules\.two: a rule that approves by itself says when\.risk/,
    );
  });
});
