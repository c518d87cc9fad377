import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import request, { type Test } from 'supertest';
import { serverEntity } from '../__testUtils__/entities';
import { GROUPS } from '../__testUtils__/people';
import { mcpRegistryPlugin } from '../plugin';

const BASE = '/api/mcp-registry';
const SERVER = `${BASE}/servers/default/everything`;

function as(test: Test, name: string, actor?: string): Test {
  const token = mockCredentials.user.token(
    `user:default/${name}`,
    actor ? { actor: { subject: actor } } : undefined,
  );
  return test.set('Authorization', `Bearer ${token}`);
}

function asPlugin(test: Test, subject: string): Test {
  return test.set(
    'Authorization',
    mockCredentials.service.header({
      onBehalfOf: mockCredentials.service(subject),
      targetPluginId: 'mcp-registry',
    }),
  );
}

async function start() {
  const { server } = await startTestBackend({
    features: [
      mcpRegistryPlugin,
      catalogServiceMock.factory({
        entities: [serverEntity(), serverEntity({ name: 'other' })],
      }),
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
            // No gateway is there to probe, so where the server runs cannot be checked.
            checks: { required: { low: ['reach'] } },
          },
          mcpGateway: { listen: { publicUrl: 'http://localhost:7008' } },
        },
      }),
    ],
  });
  return server;
}

describe('the REST API', () => {
  let server: Awaited<ReturnType<typeof start>>;

  beforeAll(async () => {
    server = await start();
    // No gateway runs here, so the tools stay unknown; the submission must not fail over it.
    await as(request(server).post(`${SERVER}/submit`), 'bob')
      .send({ note: 'first' })
      .expect(200);
  });

  const approve = async () => {
    const { body } = await as(request(server).get(SERVER), 'carol');
    const digest = body.pendingRevision?.digest;
    if (digest) {
      await as(
        request(server).post(`${BASE}/revisions/${digest}/decision`),
        'carol',
      )
        .send({ decision: 'approve' })
        .expect(200);
    }
  };
  const ask = async (name: string, body?: object) =>
    await as(request(server).post(`${BASE}/access-requests`), name).send({
      serverRef: 'api:default/everything',
      purpose: 'try it',
      tools: { kind: 'all' },
      durationDays: 5,
      ...body,
    });

  it('asks who is there', async () => {
    const nobody = await request(server).get(`${BASE}/servers`);
    const service = await asPlugin(
      request(server).get(`${BASE}/servers`),
      'plugin:x',
    );
    expect([nobody.status, service.status]).toEqual([401, 403]);
  });

  it('says why the tools are not known', async () => {
    const { body } = await as(request(server).get(SERVER), 'bob').expect(200);
    expect(body).toMatchObject({
      status: 'waiting',
      pendingRevision: {
        toolSurface: {
          known: false,
          probeError: expect.stringContaining('could not be learnt'),
        },
      },
    });
  });

  it('answers a forbidden and an unknown server alike', async () => {
    const unknown = await as(
      request(server).get(`${BASE}/servers/default/nothing`),
      'alice',
    ).expect(404);
    expect(unknown.body.error).toMatchObject({
      name: 'NotFoundError',
      code: 'server.not-found',
    });
    const request404 = await ask('alice', { serverRef: 'api:default/nothing' });
    expect(request404.status).toBe(404);
    expect(request404.body.error.message).toBe(unknown.body.error.message);
  });

  it('reads numbers and booleans from the query', async () => {
    await as(
      request(server).post(`${BASE}/servers/default/other/submit`),
      'bob',
    ).expect(200);
    const page = await as(
      request(server).get(`${BASE}/servers?limit=1&usable=false`),
      'alice',
    ).expect(200);
    const rest = await as(
      request(server).get(
        `${BASE}/servers?limit=1&cursor=${page.body.nextCursor}`,
      ),
      'alice',
    ).expect(200);
    expect(page.body.items).toHaveLength(1);
    expect(rest.body.items).toHaveLength(1);
    expect(page.body.totalItems).toBe(2);
    expect(rest.body.items[0].name).not.toBe(page.body.items[0].name);
    await as(
      request(server).get(`${BASE}/servers?usable=true`),
      'alice',
    ).expect(200, /"totalItems":0/);
  });

  it('refuses what does not fit the OpenAPI document', async () => {
    for (const body of [
      { durationDays: 0 },
      { durationDays: 366 },
      { purpose: 'x' },
      { tools: { kind: 'some' } },
      { surprise: true },
    ]) {
      const { status } = await ask('alice', body);
      expect({ body, status }).toEqual({ body, status: 400 });
    }
    await as(request(server).get(`${BASE}/servers?limit=1000`), 'alice').expect(
      400,
    );
    await as(
      request(server).get(`${BASE}/servers?cursor=nonsense`),
      'alice',
    ).expect(400);
    await as(request(server).post(`${BASE}/access-requests`), 'alice')
      .set('Content-Type', 'application/json')
      .send('{"serverRef":')
      .expect(400);
  });

  it('walks the loop, with a template that only proposes', async () => {
    await approve();
    const { body: asked, status } = await ask('alice');
    expect(status).toBe(201);
    const decision = `${BASE}/access-requests/${asked.id}/decision`;

    const own = await as(request(server).post(decision), 'alice').send({
      decision: 'approve',
    });
    expect(own.status).toBe(403);
    expect(own.body.error).toMatchObject({
      code: 'request.own',
      message: expect.stringContaining('somebody else has to decide'),
    });
    const stranger = await as(request(server).post(decision), 'dave').send({
      decision: 'approve',
    });
    const nothing = await as(
      request(server).post(`${BASE}/access-requests/nothing/decision`),
      'dave',
    ).send({ decision: 'approve' });
    expect([stranger.status, nothing.status]).toEqual([404, 404]);
    expect(stranger.body.error).toEqual(nothing.body.error);

    const proposed = await as(
      request(server).post(decision),
      'bob',
      'plugin:scaffolder',
    ).send({ decision: 'approve' });
    expect(proposed.status).toBe(202);
    expect(proposed.body).toMatchObject({
      state: 'pending',
      proposal: { actor: 'plugin:scaffolder' },
    });
    const inbox = await as(request(server).get(`${BASE}/inbox`), 'bob');
    expect(inbox.body).toMatchObject({
      open: 1,
      items: [{ revision: { state: 'approved' } }],
    });

    const decided = await as(request(server).post(decision), 'bob').send({
      decision: 'approve',
    });
    expect(decided.status).toBe(200);
    expect(decided.body).toMatchObject({ state: 'approved' });
    const again = await as(request(server).post(decision), 'bob').send({
      decision: 'deny',
      reason: 'changed my mind',
    });
    expect(again.status).toBe(409);
    expect(again.body.error).toMatchObject({
      name: 'ConflictError',
      code: 'request.already-decided',
    });
    await asPlugin(request(server).post(decision), 'plugin:scaffolder')
      .send({ decision: 'approve' })
      .expect(403);

    const mine = await as(request(server).get(`${BASE}/grants`), 'alice');
    expect(mine.body.items).toMatchObject([
      { state: 'active', canRevoke: true },
    ]);
    const revoked = await as(
      request(server).post(`${BASE}/grants/${mine.body.items[0].id}/revoke`),
      'alice',
    ).send({ reason: 'done' });
    expect(revoked.body).toMatchObject({
      state: 'revoked',
      revokedSequence: expect.any(Number),
    });
  });

  it('lets rules of the gateway alone hold something back', async () => {
    const path = `${BASE}/door/reactions`;
    const id = '00000000-0000-4000-8000-000000000001';
    const body = {
      ...{ id, alertId: 'a1', detector: 'drift', severity: 'high' },
      ...{ rule: 'drift', ruleVersion: '0123456789ab', kind: 'server' },
      ...{ subjects: ['api:default/everything'], seconds: 3600 },
      reason: 'The tool echo is not as it was approved.',
    };
    const post = (to: string, sent: object) =>
      request(server).post(to).send(sent);
    for (const to of [path, `${path}/${id}/withdraw`]) {
      const sent = to === path ? body : { reason: 'As approved again.' };
      await as(post(to, sent), 'carol').expect(403);
      await asPlugin(post(to, sent), 'plugin:scaffolder').expect(403);
      await post(to, sent).expect(401);
    }
    const gateway = 'plugin:mcp-gateway';
    const mistakes = [
      ...[{ id: 'x' }, { seconds: 1 }, { subjects: [] }, { kind: 'person' }],
      ...[{ ruleVersion: 'latest' }, { rule: 'A rule' }, { more: true }],
    ];
    for (const mistake of mistakes) {
      await asPlugin(post(path, { ...body, ...mistake }), gateway).expect(400);
    }
    const placed = await asPlugin(post(path, body), gateway).expect(200);
    const again = await asPlugin(post(path, body), gateway).expect(200);
    expect(again.body.stops).toEqual(placed.body.stops);
    await asPlugin(
      post(`${path}/${id}/withdraw`, { reason: 'As approved again.' }),
      gateway,
    ).expect(200);
    const { body: stops } = await asPlugin(
      request(server).get(`${BASE}/door/stops`),
      gateway,
    ).expect(200);
    expect(stops.items).toEqual([]);
  });

  it('opens each door to one plugin', async () => {
    const url = `${BASE}/door/documents/default/everything`;
    const first = await asPlugin(
      request(server).get(url),
      'plugin:mcp-gateway',
    ).expect(200);
    expect(first.body).toMatchObject({ serverRef: 'api:default/everything' });
    await asPlugin(request(server).get(url), 'plugin:mcp-gateway')
      .set('If-None-Match', first.headers.etag)
      .expect(304);
    await asPlugin(
      request(server).get(`${BASE}/door/documents/default/nothing`),
      'plugin:mcp-gateway',
    ).expect(404);
    const changes = await asPlugin(
      request(server).get(`${BASE}/door/changes?after=0&limit=10`),
      'plugin:mcp-gateway',
    ).expect(200);
    expect(changes.body.head).toBeGreaterThan(0);
    await asPlugin(
      request(server).get(`${BASE}/door/definitions`),
      'plugin:catalog',
    ).expect(200, { items: [] });

    for (const door of ['changes?after=0', 'documents', 'definitions']) {
      await as(request(server).get(`${BASE}/door/${door}`), 'bob').expect(403);
      await asPlugin(
        request(server).get(`${BASE}/door/${door}`),
        'plugin:scaffolder',
      ).expect(403);
    }
  });
});
