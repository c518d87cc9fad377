import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import request, { type Test } from 'supertest';
import { serverEntity } from '../__testUtils__/entities';
import { GROUPS } from '../__testUtils__/people';
import { mcpRegistryPlugin } from '../plugin';

const BASE = '/api/mcp-registry';
const SERVER = `${BASE}/servers/default/everything`;

jest.setTimeout(60_000);

/** A gateway whose probes find what a test says. */
async function startGateway(answer: { body: unknown }): Promise<Server> {
  const gateway = createServer((req, res) => {
    req.resume().on('end', () => {
      res.writeHead(200, { 'Content-Type': 'application/json' });
      res.end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>(resolve => {
    gateway.listen(0, '127.0.0.1', resolve);
  });
  return gateway;
}

async function startRegistry(gateway: Server) {
  const { port } = gateway.address() as AddressInfo;
  const { server } = await startTestBackend({
    features: [
      mcpRegistryPlugin,
      catalogServiceMock.factory({ entities: [serverEntity()] }),
      mockServices.discovery.mock({
        getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
      }).factory,
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
          mcpRegistry: { approverGroups: ['group:default/security'] },
          mcpGateway: { listen: { publicUrl: 'http://localhost:7008' } },
        },
      }),
    ],
  });
  return server;
}

function as(test: Test, name: string): Test {
  return test.set(
    'Authorization',
    `Bearer ${mockCredentials.user.token(`user:default/${name}`)}`,
  );
}

describe('revisions over the REST API', () => {
  const answer: { body: unknown } = { body: {} };
  let gateway: Server;
  let server: Awaited<ReturnType<typeof startRegistry>>;

  beforeAll(async () => {
    gateway = await startGateway(answer);
    server = await startRegistry(gateway);
  });
  afterAll(async () => {
    await new Promise(resolve => {
      gateway.close(resolve);
    });
  });

  const submit = async (tools: object[], more: object = {}) => {
    answer.body = { ok: true, tools, ...more };
    const { body } = await as(
      request(server).post(`${SERVER}/submit`),
      'bob',
    ).expect(200);
    return body;
  };
  const decide = (digest: string, decision: object = { decision: 'approve' }) =>
    as(
      request(server).post(`${BASE}/revisions/${digest}/decision`),
      'carol',
    ).send(decision);

  it('goes from a version to the next, tells the difference, and back', async () => {
    const one = await submit([{ name: 'echo', description: 'Says it' }]);
    const first = await as(
      request(server).get(`${BASE}/revisions/${one.digest}/diff`),
      'carol',
    ).expect(200);
    expect(first.body).toEqual({
      after: { digest: one.digest, number: 1, state: 'submitted' },
      changes: [],
    });
    await decide(one.digest).expect(200);
    const two = await submit([
      { name: 'echo', description: 'Says it to all' },
      { name: 'drop' },
    ]);
    const diff = await as(
      request(server).get(`${BASE}/revisions/${two.digest}/diff`),
      'carol',
    ).expect(200);
    expect(diff.body.before).toMatchObject({ digest: one.digest });
    expect(diff.body.changes.map(({ code }: { code: string }) => code)).toEqual(
      ['tool.added', 'tool.description'],
    );
    const stale = await decide(two.digest, {
      decision: 'approve',
      seenApprovedDigest: two.digest,
    }).expect(409);
    expect(stale.body.error.code).toBe('revision.base-changed');
    await decide(two.digest, {
      decision: 'approve',
      seenApprovedDigest: one.digest,
    }).expect(200);

    const history = await as(
      request(server).get(`${SERVER}/history?limit=10`),
      'bob',
    ).expect(200);
    expect(history.body).toMatchObject({
      approvedDigest: two.digest,
      items: [
        { number: 2, state: 'approved', canRollBack: false },
        {
          number: 1,
          state: 'replaced',
          canRollBack: true,
          submittedBy: 'user:default/bob',
          decidedBy: 'user:default/carol',
        },
      ],
    });
    const rollback = {
      digest: one.digest,
      seenApprovedDigest: two.digest,
      reason: 'it tells everybody',
    };
    const url = `${SERVER}/rollback`;
    for (const wrong of [
      { ...rollback, reason: '' },
      { ...rollback, seenApprovedDigest: undefined },
      { ...rollback, surprise: 1 },
    ]) {
      await as(request(server).post(url), 'bob').send(wrong).expect(400);
    }
    await request(server).post(url).send(rollback).expect(401);
    await as(request(server).post(url), 'alice').send(rollback).expect(403);
    const back = await as(request(server).post(url), 'bob')
      .send(rollback)
      .expect(200);
    expect(back.body).toMatchObject({
      digest: one.digest,
      state: 'approved',
      decidedBy: 'user:default/bob',
    });
    const again = await as(request(server).post(url), 'carol')
      .send(rollback)
      .expect(409);
    expect(again.body.error.code).toBe('revision.base-changed');
    // Forward again would be more: the owner's click is a submission.
    await as(request(server).post(url), 'bob')
      .send({ ...rollback, digest: two.digest, seenApprovedDigest: one.digest })
      .expect(202, /"state":"submitted"/);
  });

  let deep: unknown = 'end';
  for (let level = 0; level < 500; level += 1) deep = { inside: deep };

  it.each([
    ['half a character', [{ name: 'a', description: 'x \ud800' }], {}],
    ['a schema without end', [{ name: 'a', inputSchema: { deep } }], {}],
    ['half a character in the instructions', [], { instructions: '\udfff' }],
    [
      'more than anybody reads',
      [{ name: 'a', inputSchema: { x: 'x'.repeat(400_000) } }],
      {},
    ],
  ])(
    'keeps %s as a failed surface that nobody can approve',
    async (_what, tools, more) => {
      const before = await as(request(server).get(SERVER), 'carol').expect(200);
      const revision = await submit(tools, more);
      expect(revision).toMatchObject({
        state: 'submitted',
        toolSurface: {
          known: false,
          outcome: 'fail',
          probeError: expect.stringMatching(/.+/),
        },
      });
      const refused = await decide(revision.digest).expect(409);
      expect(refused.body.error.code).toBe('revision.surface-failed');
      const probed = await as(
        request(server).post(`${SERVER}/probe`),
        'bob',
      ).expect(200);
      expect(probed.body.toolSurface.outcome).toBe('fail');
      await as(
        request(server).get(`${BASE}/revisions/${revision.digest}/diff`),
        'carol',
      ).expect(200, /surface.lost/);
      const after = await as(request(server).get(SERVER), 'carol').expect(200);
      expect(after.body.approvedRevision.digest).toBe(
        before.body.approvedRevision.digest,
      );
      // Mended, it is a revision like any other.
      const mended = await submit([{ name: 'a', description: 'x' }]);
      expect(mended.toolSurface).not.toHaveProperty('outcome');
    },
  );

  it('keeps text with a NUL, and every other character, and shows what hides; its check holds that back', async () => {
    const description = 'a\u0000b \uffff \u{10ffff} \u202e';
    const { digest, toolSurface } = await submit([
      { name: 'nul', description },
    ]);
    expect(toolSurface.tools).toMatchObject([{ name: 'nul', description }]);
    const diff = await as(
      request(server).get(`${BASE}/revisions/${digest}/diff`),
      'carol',
    ).expect(200);
    expect(
      diff.body.changes.map(({ code }: { code: string }) => code),
    ).toContain('text.hidden');
    const held = await decide(digest).expect(409);
    expect(held.body.error.code).toBe('revision.held');
    expect(held.body.error.message).toContain('Tool');
  });
});
