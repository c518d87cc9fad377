import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request, { type Test } from 'supertest';
import { serverEntity } from '../__testUtils__/entities';
import { GROUPS } from '../__testUtils__/people';
import { mcpRegistryPlugin } from '../plugin';

const BASE = '/api/mcp-registry';
const SERVER = `${BASE}/servers/default/everything`;
const LAST_DAY = new Date(Date.now() + 30 * 86_400_000).toISOString();

jest.setTimeout(60_000);

async function start() {
  const { server } = await startTestBackend({
    features: [
      mcpRegistryPlugin,
      catalogServiceMock.factory({ entities: [serverEntity()] }),
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
          },
        },
      }),
    ],
  });
  return server;
}

function as(test: Test, name: string, actor?: string): Test {
  const token = mockCredentials.user.token(
    `user:default/${name}`,
    actor ? { actor: { subject: actor } } : undefined,
  );
  return test.set('Authorization', `Bearer ${token}`);
}

describe('the life of a server over the REST API', () => {
  let server: Awaited<ReturnType<typeof start>>;
  const post = (path: string, name: string, body: object, actor?: string) =>
    as(request(server).post(path), name, actor).send(body);

  beforeAll(async () => {
    server = await start();
  });

  it('goes from a draft to the end', async () => {
    const draft = await post(`${SERVER}/draft`, 'bob', {}).expect(200);
    expect(draft.body.state).toBe('draft');
    const { body: first } = await post(`${SERVER}/submit`, 'bob', {}).expect(
      200,
    );
    expect(first).toMatchObject({
      state: 'submitted',
      digest: draft.body.digest,
    });
    const decide = (decision: object) =>
      post(`${BASE}/revisions/${first.digest}/decision`, 'carol', decision);
    await decide({ decision: 'request-changes' }).expect(400);
    const asked = await decide({
      decision: 'request-changes',
      reason: 'Say what it returns.',
    }).expect(200);
    expect(asked.body.state).toBe('changes-requested');
    const thread = `${BASE}/revisions/${first.digest}/thread`;
    const said = await as(request(server).get(thread), 'bob').expect(200);
    expect(said.body.items).toMatchObject([
      { state: 'changes-requested', reason: 'Say what it returns.' },
    ]);
    await as(request(server).get(thread), 'alice').expect(404);
    await post(`${SERVER}/submit`, 'bob', { note: 'It does.' }).expect(200);
    await decide({ decision: 'approve' }).expect(200);

    const end = { retireAt: LAST_DAY, reason: 'Over.' };
    await post(`${SERVER}/deprecate`, 'alice', end).expect(403);
    await post(`${SERVER}/deprecate`, 'bob', end, 'plugin:scaffolder').expect(
      403,
    );
    await post(`${SERVER}/deprecate`, 'bob', {
      ...end,
      retireAt: 'soon',
    }).expect(400);
    const deprecated = await post(`${SERVER}/deprecate`, 'bob', end).expect(
      200,
    );
    expect(deprecated.body).toMatchObject({
      status: 'deprecated',
      endOfLife: { retireAt: LAST_DAY },
    });
    const listed = await as(
      request(server).get(`${BASE}/servers?status=deprecated`),
      'alice',
    ).expect(200);
    expect(listed.body.items).toHaveLength(1);
    const kept = await post(`${SERVER}/keep`, 'carol', {
      reason: 'Not yet.',
    }).expect(200);
    expect(kept.body.status).toBe('active');
    const retired = await post(`${SERVER}/retire`, 'bob', {
      reason: 'Over.',
    }).expect(200);
    expect(retired.body.status).toBe('retired');
    await post(`${SERVER}/keep`, 'bob', { reason: 'Back?' }).expect(409);
  });

  it('has a definition checked before it is registered, not without end', async () => {
    const definition = {
      name: 'tickets',
      description: 'Looks up tickets',
      owner: 'user:default/bob',
      riskTier: 'low',
      dataClassification: 'internal',
      upstream: { type: 'streamable-http', url: 'http://tickets/mcp' },
    };
    const look = () => post(`${BASE}/checks/preview`, 'bob', { definition });
    const { body } = await look().expect(200);
    expect(body.items.map(({ id }: { id: string }) => id)).toContain('remote');
    await post(`${BASE}/checks/preview`, 'alice', { definition }).expect(403);
    await post(`${BASE}/checks/preview`, 'bob', {}).expect(400);
    for (let i = 1; i < 30; i += 1) await look().expect(200);
    const { body: refused } = await look().expect(429);
    expect(refused.error.message).toContain('Wait a minute');
    await as(
      request(server).get(`${BASE}/servers/default/tickets`),
      'bob',
    ).expect(404);
  });
});
