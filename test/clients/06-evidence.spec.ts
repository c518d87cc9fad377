import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { expect, test } from '@playwright/test';
import {
  as,
  gatewayApplied,
  gatewayToken,
  grantAccess,
  ok,
} from '../support/api';
import { connectClient, message, post } from '../support/mcp';

type Call = GatewaySchemas['Call'];
type Query = {
  role?: 'mine' | 'owned' | 'all';
  serverRef?: string;
  user?: string;
  tool?: string;
  decision?: 'allow' | 'deny';
  since?: string;
};

const calls = async (
  person: 'alice' | 'bob' | 'carol' | 'dave',
  query: Query,
): Promise<Call[]> => {
  const { gateway } = await as(person);
  return (
    await ok(
      gateway.GET('/calls', { params: { query: { ...query, limit: 100 } } }),
    )
  ).items;
};

test('every call, allowed or refused, is in the activity exactly once, with who, what, decision and reason', async () => {
  const since = new Date().toISOString();
  const { token } = await gatewayToken('dave', 'orders');
  const denied = await post({
    server: 'orders',
    token,
    body: message('tools/call', { name: 'search_orders', arguments: {} }),
  });
  expect(await denied.json()).toMatchObject({
    error: { data: { reason: 'grant.missing' } },
  });

  const request = await grantAccess({
    to: 'dave',
    by: 'bob',
    server: 'orders',
  });
  const client = await connectClient({ server: 'orders', token });
  const { tools } = await client.listTools();
  const reading = tools.find(
    ({ annotations, inputSchema }) =>
      annotations?.readOnlyHint && !inputSchema.required?.length,
  );
  expect(
    reading,
    'orders has a reading tool without required arguments',
  ).toBeTruthy();
  await client.callTool({ name: reading!.name, arguments: {} });
  await expect(
    client.callTool({ name: 'no-such-tool', arguments: {} }),
  ).rejects.toThrow();

  const bob = await as('bob');
  const grant = await ok(
    bob.registry.POST('/grants/{id}/revoke', {
      params: { path: { id: request.grantId! } },
      body: { reason: 'Done' },
    }),
  );
  await gatewayApplied(grant.revokedSequence!);
  await expect(
    client.callTool({ name: reading!.name, arguments: {} }),
  ).rejects.toThrow();

  const expected = [
    { tool: 'search_orders', decision: 'deny', reason: 'grant.missing' },
    { tool: reading!.name, decision: 'allow', reason: 'granted' },
    { tool: 'no-such-tool', decision: 'deny', reason: 'tool.unknown' },
    { tool: reading!.name, decision: 'deny', reason: 'grant.missing' },
  ];
  const toolCalls = async () =>
    (
      await calls('bob', {
        role: 'owned',
        serverRef: 'api:default/orders',
        since,
      })
    ).filter(({ method }) => method === 'tools/call');
  await expect
    .poll(async () => (await toolCalls()).length)
    .toBe(expected.length);
  const seen = (await toolCalls()).reverse();
  expect(
    seen.map(({ tool, decision, reason }) => ({ tool, decision, reason })),
  ).toEqual(expected);
  for (const call of seen) {
    expect(call).toMatchObject({
      user: 'user:default/dave',
      serverRef: 'api:default/orders',
    });
    expect(call.requestId).toBeTruthy();
  }
  expect(seen[1]).toMatchObject({ outcome: 'ok', grantId: request.grantId });
});

test('whoever may read the audit log sees requests that nobody was authenticated for', async () => {
  const since = new Date().toISOString();
  await post({ server: 'orders', body: message('tools/list') });
  await expect
    .poll(async () =>
      (
        await calls('carol', {
          role: 'all',
          serverRef: 'api:default/orders',
          since,
        })
      ).map(({ reason }) => reason),
    )
    .toContain('unauthenticated.missing-token');
});

test('the detail of a call shows how it was decided', async () => {
  const [call] = await calls('dave', { decision: 'deny' });
  const { gateway } = await as('dave');
  const detail = await ok(
    gateway.GET('/calls/{id}', { params: { path: { id: call.id } } }),
  );
  expect(detail.trace!.length).toBeGreaterThan(0);
  expect(detail.trace!.map(({ outcome }) => outcome)).toContain('deny');
});

test('I see my own calls; others only where I own the server or may read the audit log', async () => {
  const [daves] = await calls('dave', {});
  expect(
    (await calls('dave', {})).every(({ user }) => user === 'user:default/dave'),
  ).toBe(true);
  expect((await calls('alice', { role: 'owned' })).length).toBe(0);
  const { gateway } = await as('alice');
  const detail = await gateway.GET('/calls/{id}', {
    params: { path: { id: daves.id } },
  });
  expect(detail.response.status).toBe(404);
  const all = await gateway.GET('/calls', {
    params: { query: { role: 'all' } },
  });
  expect(all.response.status).toBe(403);
});

test('no token is in what the activity shows', async () => {
  const { token } = await gatewayToken('dave', 'orders');
  await post({ server: 'orders', token, body: message('tools/list') });
  const text = JSON.stringify(await calls('bob', { role: 'owned' }));
  expect(text).not.toContain(token.split('.')[2]);
  expect(text).not.toMatch(/eyJ[\w-]+\.eyJ/);
});
