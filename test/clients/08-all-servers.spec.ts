import { expect, test } from '@playwright/test';
import { as, gatewayApplied, grantAccess, ok, refused } from '../support/api';
import { connectClient } from '../support/mcp';
import { stack } from '../support/stack';

test.describe.configure({ mode: 'serial' });
// Carol, whom no earlier file gives access to anything; Erin, who has none to the orders server.

/** What the page "My access" does under "All my AI tools". */
async function tokenForAll(person: 'carol' | 'erin') {
  const { gateway } = await as(person);
  return ok(
    gateway.POST('/tokens', { body: { allServers: true, client: 'tests' } }),
  );
}

async function connectToAll(person: 'carol' | 'erin') {
  const { token, endpoint } = await tokenForAll(person);
  expect(endpoint).toBe(`${stack.gateway}/mcp`);
  return connectClient({ endpoint, token });
}

/** The prefix of a server's tools, as its page says it. */
async function aliasOf(name: string) {
  const { registry } = await as('carol');
  const { alias } = await ok(
    registry.GET('/servers/{namespace}/{name}', {
      params: { path: { namespace: 'default', name } },
    }),
  );
  expect(alias).toBeTruthy();
  return alias!;
}

const grantIds: string[] = [];

test.afterAll(async () => {
  const { registry } = await as('bob');
  for (const id of grantIds) {
    await ok(
      registry.POST('/grants/{id}/revoke', {
        params: { path: { id } },
        body: { reason: 'The trial is over' },
      }),
    );
  }
});

test('before a grant the one address is open and empty', async () => {
  const client = await connectToAll('carol');
  expect((await client.listTools()).tools).toEqual([]);
  await client.close();
});

test('one address has the tools of all servers that a person may use, and calls each at its own', async () => {
  for (const [server, names] of [
    ['everything', ['echo', 'get-sum']],
    ['orders', ['search_orders']],
  ] as const) {
    const { grantId } = await grantAccess({
      to: 'carol',
      by: 'bob',
      server,
      tools: { kind: 'named', names: [...names] },
    });
    grantIds.push(grantId!);
  }
  const [everything, orders] = [
    await aliasOf('everything'),
    await aliasOf('orders'),
  ];
  const client = await connectToAll('carol');
  // A list is of its moment; what was granted a moment ago appears by itself.
  await expect
    .poll(async () =>
      (await client.listTools()).tools.map(({ name }) => name).sort(),
    )
    .toEqual(
      [
        `${everything}_echo`,
        `${everything}_get-sum`,
        `${orders}_search_orders`,
      ].sort(),
    );
  const echoed = await client.callTool({
    name: `${everything}_echo`,
    arguments: { message: 'from one address' },
  });
  expect(JSON.stringify(echoed.content)).toContain('from one address');
  const found = await client.callTool({
    name: `${orders}_search_orders`,
    arguments: {},
  });
  expect(found.isError ?? false).toBe(false);
  await client.close();
});

test('a refusal says why, for what one may know of, and nothing of the rest (D2)', async () => {
  const client = await connectToAll('carol');
  const everything = await aliasOf('everything');
  await expect(
    client.callTool({ name: `${everything}_get-env`, arguments: {} }),
  ).rejects.toThrow(/Your access does not cover this tool/);

  const refusalOf = async (who: typeof client, name: string) => {
    const error: unknown = await who
      .callTool({ name, arguments: { message: 'hello' } })
      .then(
        () => undefined,
        thrown => thrown,
      );
    expect(error).toBeInstanceOf(Error);
    // The name that was asked for is told again, and in which request; nothing else may differ.
    return (error as Error).message
      .replaceAll(name, '')
      .replace(/request [\da-f-]{36}/, '');
  };
  const other = await connectToAll('erin');
  const ofAnothers = await refusalOf(
    other,
    `${await aliasOf('orders')}_search_orders`,
  );
  expect(ofAnothers).toContain('None of the servers that you may use has it');
  expect(await refusalOf(other, 'no-such_echo')).toBe(ofAnothers);
  await Promise.all([client.close(), other.close()]);
});

test('each call is in the activity of its own server once, as any other', async () => {
  const { gateway } = await as('carol');
  const calls = async () =>
    (
      await ok(
        gateway.GET('/calls', {
          params: { query: { role: 'mine', tool: 'echo', limit: 100 } },
        }),
      )
    ).items.filter(
      ({ decision, serverRef }) =>
        decision === 'allow' && serverRef === 'api:default/everything',
    );
  // Calls are written down within a quarter of a second: the one of the test before must be there to be counted.
  await expect.poll(async () => (await calls()).length).toBeGreaterThan(0);
  const before = (await calls()).length;
  const client = await connectToAll('carol');
  await client.callTool({
    name: `${await aliasOf('everything')}_echo`,
    arguments: { message: 'counted' },
  });
  await client.close();
  await expect.poll(async () => (await calls()).length).toBe(before + 1);
});

test('what is revoked is gone from the one address, and the rest stays', async () => {
  const [everything, orders] = [
    await aliasOf('everything'),
    await aliasOf('orders'),
  ];
  const client = await connectToAll('carol');
  const { registry } = await as('bob');
  const grant = await ok(
    registry.POST('/grants/{id}/revoke', {
      params: { path: { id: grantIds.shift()! } },
      body: { reason: 'Done' },
    }),
  );
  await gatewayApplied(grant.revokedSequence!);
  await expect(
    client.callTool({
      name: `${everything}_echo`,
      arguments: { message: 'too late' },
    }),
  ).rejects.toThrow(/None of the servers that you may use has it/);
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual([
    `${orders}_search_orders`,
  ]);
  await client.close();
});

test('its token opens no single server, and one of a single server does not open it', async () => {
  const { token } = await tokenForAll('carol');
  await expect(connectClient({ server: 'orders', token })).rejects.toThrow();
  const { gateway } = await as('carol');
  const single = await ok(
    gateway.POST('/tokens', { body: { serverRef: 'api:default/orders' } }),
  );
  await expect(
    connectClient({ endpoint: `${stack.gateway}/mcp`, token: single.token }),
  ).rejects.toThrow();
  // A token is for one server or for all, never for both.
  const both = await refused(
    gateway.POST('/tokens', {
      body: { serverRef: 'api:default/orders', allServers: true },
    }),
  );
  expect(both.status).toBe(400);
});
