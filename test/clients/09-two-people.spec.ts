import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { as, gatewayToken, grantAccess, ok, type Person } from '../support/api';
import { forgeAssertions } from '../support/forgeAssertions';
import { giveAccess } from '../support/giveAccess';
import { connectClient, message, post } from '../support/mcp';
import { runtimeOf } from '../support/runtimeOf';
import { stack } from '../support/stack';

test.describe.configure({ mode: 'serial' });

const AUDIENCE = 'urn:example:orders';
/** Where no profile lets the orders server go. */
const ELSEWHERE = 'http://collector.example';
type Found = {
  seenAs: { person: string; actor: string | null; regions: string[] };
  total: number;
  orders: { id: string; region: string }[];
};
type Order = { notes: { text: string; by: string | null }[] };

/** Everything that a client showed the gateway. */
const shown: string[] = [];

async function ask<T>(
  person: Person,
  name: string,
  args: Record<string, unknown> = {},
  server = 'orders',
): Promise<{ data: T; isError: boolean; text: string }> {
  const { token } = await gatewayToken(person, server);
  shown.push(token);
  const client = await connectClient({ server, token });
  try {
    const result = await client.callTool({ name, arguments: args });
    return {
      data: result.structuredContent as T,
      isError: result.isError === true,
      text: JSON.stringify(result.content),
    };
  } finally {
    await client.close();
  }
}

test.beforeAll(async () => {
  await giveAccess('alice', 'orders');
  await giveAccess('dave', 'orders');
});

let ofAlice: Found;
let ofDave: Found;

test('Alice and Dave call the same tool, and the orders system sees two people', async () => {
  const args = { limit: 50 };
  ({ data: ofAlice } = await ask<Found>('alice', 'search_orders', args));
  ({ data: ofDave } = await ask<Found>('dave', 'search_orders', args));

  expect(ofAlice.seenAs).toEqual({
    person: 'user:default/alice',
    actor: null,
    regions: ['north'],
  });
  expect(ofDave.seenAs).toEqual({
    person: 'user:default/dave',
    actor: null,
    regions: ['south', 'west'],
  });
  const regions = (found: Found) =>
    new Set(found.orders.map(({ region }) => region));
  expect(regions(ofAlice)).toEqual(new Set(['north']));
  expect(regions(ofDave)).toEqual(new Set(['south', 'west']));
  const ids = [ofAlice, ofDave].flatMap(({ orders }) =>
    orders.map(({ id }) => id),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test('neither reaches the other’s rows, nor learns that they are there', async () => {
  const [{ id }] = ofDave.orders;
  const theirs = await ask('alice', 'get_order', { orderId: id });
  const none = await ask('alice', 'get_order', { orderId: 'ORD-9999' });
  expect(theirs.isError).toBe(true);
  expect(theirs.text.replace(id, '')).toBe(none.text.replace('ORD-9999', ''));
  const south = await ask<Found>('alice', 'search_orders', { region: 'south' });
  expect(south.data.total).toBe(0);
  const note = { orderId: id, text: 'Not hers' };
  expect((await ask('alice', 'add_order_note', note)).isError).toBe(true);
});

test('what one of them changes is in their name', async () => {
  const [{ id }] = ofAlice.orders;
  const text = 'Call before delivery';
  await ask('alice', 'add_order_note', { orderId: id, text });
  const { data } = await ask<Order>('alice', 'get_order', { orderId: id });
  expect(data.notes).toContainEqual(
    expect.objectContaining({ text, by: 'user:default/alice' }),
  );
});

test('it is the same behind the endpoint for all servers', async () => {
  const { gateway, registry } = await as('dave');
  const { token } = await ok(
    gateway.POST('/tokens', { body: { allServers: true, client: 'tests' } }),
  );
  shown.push(token);
  const { alias } = await ok(
    registry.GET('/servers/{namespace}/{name}', {
      params: { path: { namespace: 'default', name: 'orders' } },
    }),
  );
  const endpoint = `${stack.gateway}/mcp`;
  const client = await connectClient({ endpoint, token });
  const result = await client.callTool({
    name: `${alias}_search_orders`,
    arguments: {},
  });
  await client.close();
  expect((result.structuredContent as Found).seenAs).toEqual(ofDave.seenAs);
});

test('the record says with which kind of credential, and never with which one', async () => {
  const { gateway } = await as('bob');
  const query = {
    role: 'owned' as const,
    serverRef: 'api:default/orders',
    tool: 'search_orders',
    limit: 100,
  };
  await expect
    .poll(async () => {
      const { items } = await ok(gateway.GET('/calls', { params: { query } }));
      expect(JSON.stringify(items)).not.toMatch(/eyJ[\w-]+\.eyJ/);
      return items.flatMap(({ user, credential }) =>
        credential === 'signed-assertion' ? [user] : [],
      );
    })
    .toEqual(
      expect.arrayContaining(['user:default/alice', 'user:default/dave']),
    );
});

/** Straight to the API, past the gateway; the server before it has no port that anybody could ask. */
async function askDirectly(authorization: string | undefined) {
  const headers = {
    'content-type': 'application/json',
    ...(authorization !== undefined && { authorization }),
  };
  const api = stack.ordersApi;
  return [
    await fetch(`${api}/orders`, { headers }),
    await fetch(`${api}/orders/ORD-1001`, { headers }),
    await fetch(`${api}/sales`, { headers }),
    await fetch(`${api}/orders/ORD-1001/refunds`, {
      method: 'POST',
      headers,
      body: '{"reason":"mine"}',
    }),
  ];
}

async function expectRefused(authorization: string | undefined, what: string) {
  for (const answer of await askDirectly(authorization)) {
    expect(answer.status, `${what}: ${answer.url}`).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(
      /^Bearer realm="orders"/,
    );
    expect(await answer.text()).not.toMatch(/ORD-\d/);
  }
}

test('D10: past the gateway there is nothing, with no credential or with one of one’s own', async () => {
  await expectRefused(undefined, 'nothing');
  const { token: portal } = await as('alice');
  await expectRefused(`Bearer ${portal}`, 'her portal token');
  const { token } = await gatewayToken('alice', 'orders');
  await expectRefused(`Bearer ${token}`, 'her gateway token');
});

test('D10: a word that the gateway did not give is none', async () => {
  for (const [subject, audience] of [
    ['user:default/bob', AUDIENCE],
    ['sallyport-probe', AUDIENCE],
  ]) {
    const forged = await forgeAssertions({ subject, audience });
    for (const [what, assertion] of Object.entries(forged)) {
      await expectRefused(`Bearer ${assertion}`, `${subject}, ${what}`);
    }
  }
});

test('D10: a client that brings a word of its own is refused, whatever the word', async () => {
  const { token } = await gatewayToken('alice', 'orders');
  shown.push(token);
  const forged = await forgeAssertions({
    subject: 'user:default/bob',
    audience: AUDIENCE,
  });
  for (const word of Object.values(forged)) {
    const _meta = { 'sallyport/assertion': word };
    const params = { name: 'search_orders', arguments: {}, _meta };
    const body = message('tools/call', params);
    const answer = await post({ server: 'orders', token, body });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('Only the gateway writes');
  }
});

/** Bob registers the orders' own package once more, under another name; Carol approves and Alice may use it. */
async function registerAgain(
  name: string,
  options: { audience?: string; apiUrl?: string } = {},
) {
  const { audience, apiUrl = stack.ordersApi } = options;
  const bob = await as('bob');
  const server = await ok(
    bob.registry.POST('/servers', {
      body: {
        name,
        description: 'The orders, by another name',
        owner: 'group:default/data-platform',
        riskTier: 'low',
        dataClassification: 'internal',
        package: {
          registry: 'npm',
          identifier: '@example/orders-mcp',
          version: '1.0.0',
        },
        run: { env: { ORDERS_API_URL: apiUrl } },
        permissionProfile: {
          sallyport: {
            egress: [
              { host: 'localhost', port: 7012 },
              // Names below another go through the proxy, which is told where to: nothing leaves, and it is seen what was wanted.
              ...(apiUrl === ELSEWHERE
                ? [{ host: '.orders.example', port: 80, via: 'proxy' }]
                : []),
            ],
          },
        },
        credential: {
          type: 'signed-assertion',
          ...(audience !== undefined && { audience }),
        },
      },
    }),
  );
  const { digest, toolSurface } = server.pendingRevision!;
  const carol = await as('carol');
  await ok(
    carol.registry.POST('/revisions/{digest}/decision', {
      params: { path: { digest } },
      body: { decision: 'approve' },
    }),
  );
  // It becomes a catalog entity by itself, and then she may see it.
  const alice = await as('alice');
  const params = { path: { namespace: 'default', name } };
  const seen = () =>
    alice.registry.GET('/servers/{namespace}/{name}', { params });
  await expect
    .poll(async () => (await seen()).response.status, { timeout: 60_000 })
    .toBe(200);
  await grantAccess({ to: 'alice', by: 'bob', server: name });
  return toolSurface;
}

test('the gateway’s own word for another audience is refused by the API; a probe saw the tools and nobody’s orders', async () => {
  const surface = await registerAgain('orders-again');
  expect(surface.known, surface.probeError).toBe(true);
  expect(surface.tools.map(({ name }) => name)).toContain('search_orders');
  const { isError, text } = await ask(
    'alice',
    'search_orders',
    {},
    'orders-again',
  );
  expect(isError).toBe(true);
  expect(text).toContain('no valid assertion of the gateway');
});

test('an owner cannot have words for the orders system that the administrator gave to another server', async () => {
  await registerAgain('orders-borrowed', { audience: AUDIENCE });
  await expect(
    ask('alice', 'search_orders', {}, 'orders-borrowed'),
  ).rejects.toThrow(/may not have assertions for the audience/);
});

test('orders reaches the orders API and no other place, and its owner sees where it went', async () => {
  const { egress } = await runtimeOf('bob', 'orders');
  await expect
    .poll(async () => (await runtimeOf('bob', 'orders')).destinations)
    .toEqual([
      expect.objectContaining({ host: 'localhost', port: 7012, allowed: true }),
    ]);
  expect(egress.every(({ allowed }) => allowed)).toBe(true);
});

test('the same program, told to go elsewhere, gets nowhere: neither out nor next door (S2)', async () => {
  const elsewhere = {
    'orders-astray': ELSEWHERE,
    // Another server of this machine: outside of the sandbox it would answer.
    'orders-next-door': new URL(stack.everything).origin,
  };
  for (const [name, apiUrl] of Object.entries(elsewhere)) {
    await registerAgain(name, { apiUrl });
    const { isError, text } = await ask('alice', 'search_orders', {}, name);
    expect(isError, text).toBe(true);
    expect(text).not.toMatch(/ORD-\d/);
  }
  await expect
    .poll(async () => (await runtimeOf('bob', 'orders-astray')).destinations)
    .toEqual([
      expect.objectContaining({
        ...{ host: new URL(ELSEWHERE).hostname, port: 80, allowed: false },
      }),
    ]);
  const { destinations } = await runtimeOf('bob', 'orders-next-door');
  expect(destinations.filter(({ allowed }) => allowed)).toEqual([]);
});

test('D10: the set-up check finds the orders server closed', async () => {
  const { gateway } = await as('erin');
  await ok(gateway.POST('/setup-checks/servers'));
  const openServers = async () => {
    const { items, run } = await ok(gateway.GET('/setup-checks'));
    if (run?.state !== 'finished') return undefined;
    const subjectsOf = (finding: string) =>
      items.find(item => item.finding === finding)?.subjects ?? [];
    return {
      open: subjectsOf('upstreams.open'),
      unreachable: subjectsOf('upstreams.unreachable'),
    };
  };
  await expect.poll(openServers, { timeout: 30_000 }).toBeTruthy();
  const found = await openServers();
  // The check can tell: the public try-out server takes everybody.
  expect(found?.open).toContain('api:default/everything');
  expect(found?.open).not.toContain('api:default/orders');
  expect(found?.unreachable).toEqual([]);
});

test('C1: what clients showed the gateway stands in no log of any program', async () => {
  const runtime = JSON.stringify(await runtimeOf('bob', 'orders'));
  expect(runtime).not.toMatch(/eyJ[\w-]+\.eyJ/);
  expect(shown.length).toBeGreaterThan(5);
  const signatures = shown.map(token => token.split('.')[2]);
  const names = await readdir(stack.logs);
  expect(names).toEqual(expect.arrayContaining(['orders.log', 'portal.log']));
  for (const name of names) {
    const log = await readFile(join(stack.logs, name), 'utf8');
    expect(log.length > 0 || name !== 'orders.log').toBe(true);
    expect(
      signatures.filter(signature => log.includes(signature)),
      name,
    ).toEqual([]);
    // Nor the gateway's word, which goes to the orders and no further.
    expect(log, name).not.toMatch(/eyJ[\w-]+\.eyJ/);
  }
});
