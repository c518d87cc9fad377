import { expect, test } from '@playwright/test';
import {
  as,
  gatewayApplied,
  gatewayToken,
  grantAccess,
  ok,
} from '../support/api';
import { connectClient, inspector, message, post } from '../support/mcp';

const SERVER = 'everything';
test.describe.configure({ mode: 'serial' });

let grantId: string;

test('before a grant nothing is listed and nothing is called, even with a real token', async () => {
  const { token } = await gatewayToken('alice', SERVER);
  await expect(connectClient({ server: SERVER, token })).rejects.toThrow(
    /access/i,
  );
  for (const body of [
    message('tools/list'),
    message('tools/call', { name: 'echo', arguments: { message: 'hello' } }),
  ]) {
    const response = await post({ server: SERVER, token, body });
    // A JSON-RPC error, which clients show, and no HTTP error, which they hide (ADR 0006).
    expect(response.status).toBe(200);
    expect(await response.text()).toContain(
      'You have no access to this server.',
    );
  }
  const listed = await inspector({
    server: SERVER,
    token,
    args: ['--method', 'tools/list'],
  });
  expect(listed.code).not.toBe(0);
  expect(listed.stdout).not.toContain('echo');
});

test('a grant for two tools shows exactly these and lets exactly these be called', async () => {
  const request = await grantAccess({
    to: 'alice',
    by: 'bob',
    server: SERVER,
    tools: { kind: 'named', names: ['echo', 'get-sum'] },
  });
  grantId = request.grantId!;
  const { token } = await gatewayToken('alice', SERVER);

  // No waiting: an approval is usable as soon as the approver's page says so.
  const client = await connectClient({ server: SERVER, token });
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual(['echo', 'get-sum']);
  const echoed = await client.callTool({
    name: 'echo',
    arguments: { message: 'hello' },
  });
  expect(JSON.stringify(echoed.content)).toContain('hello');
  await expect(
    client.callTool({ name: 'get-env', arguments: {} }),
  ).rejects.toThrow(/does not cover this tool/i);
  await expect(
    client.callTool({ name: 'no-such-tool', arguments: {} }),
  ).rejects.toThrow();
  await client.close();
});

test("MCP Inspector's command line lists and calls through the gateway", async () => {
  const { token } = await gatewayToken('alice', SERVER);
  const listed = await inspector({
    server: SERVER,
    token,
    args: ['--method', 'tools/list'],
  });
  expect(listed.code, listed.stderr).toBe(0);
  const { tools } = JSON.parse(listed.stdout) as { tools: { name: string }[] };
  expect(tools.map(({ name }) => name).sort()).toEqual(['echo', 'get-sum']);
  const called = await inspector({
    server: SERVER,
    token,
    args: [
      '--method',
      'tools/call',
      '--tool-name',
      'echo',
      '--tool-arg',
      'message=hello',
    ],
  });
  expect(called.code, called.stderr).toBe(0);
  expect(called.stdout).toContain('hello');
});

test("another person's token does not continue a session", async () => {
  await grantAccess({ to: 'dave', by: 'bob', server: SERVER });
  const { token } = await gatewayToken('alice', SERVER);
  const client = await connectClient({ server: SERVER, token });
  const sessionId = (client.transport as { sessionId?: string }).sessionId;
  expect(sessionId, 'the server keeps sessions').toBeTruthy();
  const other = await gatewayToken('dave', SERVER);
  const response = await post({
    server: SERVER,
    token: other.token,
    body: message('tools/list'),
    headers: { 'mcp-session-id': sessionId! },
  });
  expect(response.status).toBe(404);
  await client.close();
});

test('long answers stream: progress arrives before the result', async () => {
  const { token } = await gatewayToken('dave', SERVER);
  const client = await connectClient({ server: SERVER, token });
  const progress: number[] = [];
  const result = await client.callTool(
    {
      name: 'trigger-long-running-operation',
      arguments: { duration: 2, steps: 4 },
    },
    undefined,
    {
      onprogress: ({ progress: step }) => progress.push(step),
    },
  );
  expect(result.isError).toBeFalsy();
  expect(progress.length).toBeGreaterThan(0);
  await client.close();
});

test('after the revocation is applied every call is refused, in open sessions too', async () => {
  const { token } = await gatewayToken('alice', SERVER);
  const client = await connectClient({ server: SERVER, token });
  await client.listTools();

  const bob = await as('bob');
  const grant = await ok(
    bob.registry.POST('/grants/{id}/revoke', {
      params: { path: { id: grantId } },
      body: { reason: 'The trial is over' },
    }),
  );
  expect(grant.state).toBe('revoked');
  expect(grant.revokedSequence).toBeGreaterThan(0);
  const seconds = await gatewayApplied(grant.revokedSequence!);
  process.stdout.write(
    `    the gateway applied the revocation after ${seconds.toFixed(2)} s\n`,
  );

  await expect(
    client.callTool({ name: 'echo', arguments: { message: 'still there?' } }),
  ).rejects.toThrow(/no access/i);
  await expect(connectClient({ server: SERVER, token })).rejects.toThrow(
    /access/i,
  );
  const fresh = await gatewayToken('alice', SERVER);
  const response = await post({
    server: SERVER,
    token: fresh.token,
    body: message('tools/list'),
  });
  expect(await response.json()).toMatchObject({
    error: { data: { reason: 'grant.missing' } },
  });
});
