import { expect, test } from '@playwright/test';
import {
  as,
  gatewayApplied,
  gatewayToken,
  grantAccess,
  ok,
  refused,
} from '../support/api';
import { connectClient, message, post } from '../support/mcp';

const SERVER = 'everything';
const path = { namespace: 'default', name: SERVER };
/** A day: no test sees the window end. */
const perSeconds = 86_400;
test.describe.configure({ mode: 'serial' });

/** Sets the limits as Bob does on the server's page, and waits as long as the gateway takes. */
async function setLimits(rules: object[]) {
  const { registry, gateway } = await as('bob');
  const before = (await ok(gateway.GET('/info'))).feed.sequence;
  await ok(
    registry.PUT('/servers/{namespace}/{name}/limits', {
      params: { path },
      body: { rules: rules as never },
    }),
  );
  const seconds = await gatewayApplied(before + 1);
  process.stdout.write(
    `    the gateway applied the limits after ${seconds.toFixed(2)} s\n`,
  );
}

const echo = { name: 'echo', arguments: { message: 'once more' } };

const grantIds: string[] = [];

test.afterAll(async () => {
  await setLimits([]);
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

test('the limit that an owner sets holds at the gateway, for each person', async () => {
  for (const to of ['erin', 'alice'] as const) {
    const { grantId } = await grantAccess({ to, by: 'bob', server: SERVER });
    grantIds.push(grantId!);
  }
  await setLimits([{ scope: 'person', tool: 'echo', calls: 3, perSeconds }]);
  const { token } = await gatewayToken('erin', SERVER);
  const client = await connectClient({ server: SERVER, token });
  for (let call = 0; call < 3; call++) await client.callTool(echo);
  await expect(client.callTool(echo)).rejects.toThrow(
    /Too many calls.*Each person may make 3 calls of the tool echo/,
  );
  const response = await post({
    server: SERVER,
    token,
    body: message('tools/call', echo),
  });
  expect(response.status).toBe(429);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await response.json()).toMatchObject({
    error: {
      code: -31011,
      data: { reason: 'limit.exceeded', limit: { scope: 'person', calls: 3 } },
    },
  });
  // Other tools, and other people, go on.
  await client.callTool({ name: 'get-sum', arguments: { a: 1, b: 2 } });
  await client.close();
  const alice = await gatewayToken('alice', SERVER);
  const other = await connectClient({ server: SERVER, token: alice.token });
  await other.callTool(echo);
  await other.close();
});

test('E7: a new token and a new session do not begin anew; the owner lifts the limit', async () => {
  const { token } = await gatewayToken('erin', SERVER);
  const client = await connectClient({ server: SERVER, token });
  await expect(client.callTool(echo)).rejects.toThrow(/Too many calls/);
  await setLimits([]);
  await client.callTool(echo);
  await client.close();
});

test('who does not run the server cannot set its limits', async () => {
  const { registry } = await as('erin');
  const answer = await refused(
    registry.PUT('/servers/{namespace}/{name}/limits', {
      params: { path },
      body: { rules: [{ scope: 'server', calls: 1, perSeconds: 60 }] },
    }),
  );
  expect(answer.status).toBe(403);
});
