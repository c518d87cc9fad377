import { expect, test } from '@playwright/test';
import { as, gatewayToken, grantAccess, ok, refused } from '../support/api';
import { connectClient, message, post } from '../support/mcp';
import { stack } from '../support/stack';
import { runTemplate } from '../support/templates';

const name = 'reviewed';
const path = { namespace: 'default', name };
test.describe.configure({ mode: 'serial' });

test('a server registered through the template waits for review', async () => {
  const task = await runTemplate('bob', 'register-mcp-server', {
    name,
    title: 'Reviewed',
    description: 'A second address of the try-out server',
    owner: 'group:default/data-platform',
    riskTier: 'low',
    dataClassification: 'internal',
    kind: 'address',
    upstreamUrl: stack.everything,
  });
  expect(task.status, task.log).toBe('completed');
  expect(task.output.serverRef).toBe(`api:default/${name}`);

  const carol = await as('carol');
  const server = await ok(
    carol.registry.GET('/servers/{namespace}/{name}', { params: { path } }),
  );
  expect(server.status).toBe('waiting');
  expect(server.pendingRevision?.state).toBe('submitted');
  expect(
    server.pendingRevision?.toolSurface.known,
    server.pendingRevision?.toolSurface.probeError,
  ).toBe(true);
});

test('it becomes a catalog entity by itself', async () => {
  const { token } = await as('bob');
  await expect
    .poll(
      async () =>
        (
          await fetch(
            `${stack.portal}/api/catalog/entities/by-name/api/default/${name}`,
            { headers: { authorization: `Bearer ${token}` } },
          )
        ).status,
      {
        timeout: 60_000,
      },
    )
    .toBe(200);
});

test('it is not served before it is approved', async () => {
  const bob = await as('bob');
  const token = await bob.gateway.POST('/tokens', {
    body: { serverRef: `api:default/${name}` },
  });
  const { response } = token;
  // Either no token is given, or it opens nothing.
  if (response.ok) {
    const answer = await post({
      server: name,
      token: token.data!.token,
      body: message('tools/list'),
    });
    expect(await answer.json()).toMatchObject({
      error: {
        message: expect.stringContaining('waits for review'),
        data: { reason: 'server.waiting' },
      },
    });
  } else {
    expect(response.status).toBeGreaterThanOrEqual(403);
  }
});

test('the person who submitted it cannot approve it, nor can its owner', async () => {
  const bob = await as('bob');
  const { pendingRevision } = await ok(
    bob.registry.GET('/servers/{namespace}/{name}', { params: { path } }),
  );
  const { status } = await refused(
    bob.registry.POST('/revisions/{digest}/decision', {
      params: { path: { digest: pendingRevision!.digest } },
      body: { decision: 'approve' },
    }),
  );
  expect(status).toBe(403);
});

test('after security approved it, it is served', async () => {
  const carol = await as('carol');
  const inbox = await ok(
    carol.registry.GET('/inbox', { params: { query: {} } }),
  );
  const item = inbox.items.find(
    ({ server }) => server.serverRef === `api:default/${name}`,
  );
  expect(item?.kind).toBe('revision');
  const revision = await ok(
    carol.registry.POST('/revisions/{digest}/decision', {
      params: { path: { digest: item!.id } },
      body: { decision: 'approve' },
    }),
  );
  expect(revision.state).toBe('approved');

  await grantAccess({ to: 'alice', by: 'bob', server: name });
  const { token } = await gatewayToken('alice', name);
  const client = await connectClient({ server: name, token });
  expect((await client.listTools()).tools.map(tool => tool.name)).toContain(
    'echo',
  );
  const answer = await client.callTool({
    name: 'echo',
    arguments: { message: 'reviewed' },
  });
  expect(JSON.stringify(answer.content)).toContain('reviewed');
  await client.close();
});

test('a revision is decided once', async () => {
  const carol = await as('carol');
  const { approvedRevision } = await ok(
    carol.registry.GET('/servers/{namespace}/{name}', { params: { path } }),
  );
  const { status } = await refused(
    carol.registry.POST('/revisions/{digest}/decision', {
      params: { path: { digest: approvedRevision!.digest } },
      body: { decision: 'reject', reason: 'Too late' },
    }),
  );
  expect(status).toBe(409);
});

test('a suspended server is refused at once and comes back when it is resumed', async () => {
  const carol = await as('carol');
  await ok(
    carol.registry.POST('/servers/{namespace}/{name}/suspend', {
      params: { path },
      body: { reason: 'A look at it' },
    }),
  );
  const { token } = await gatewayToken('alice', name);
  await expect
    .poll(
      async () =>
        await (
          await post({ server: name, token, body: message('tools/list') })
        ).text(),
      { timeout: 15_000 },
    )
    .toContain('server.suspended');
  await ok(
    carol.registry.POST('/servers/{namespace}/{name}/resume', {
      params: { path },
      body: { reason: 'All is well' },
    }),
  );
  await expect
    .poll(
      async () => {
        const client = await connectClient({ server: name, token }).catch(
          () => undefined,
        );
        await client?.close();
        return Boolean(client);
      },
      { timeout: 15_000 },
    )
    .toBe(true);
});
