import { expect, test } from '@playwright/test';
import { as, gatewayToken, grantAccess, ok, refused } from '../support/api';
import { initialize, message, post } from '../support/mcp';
import { runTemplate } from '../support/templates';

const SERVER = 'everything';

type RpcError = {
  error: {
    code: number;
    message: string;
    data?: { reason?: string; requestId?: string };
  };
};

/** A refusal says what happened in words, with an HTTP status and a JSON-RPC code that fit. */
async function expectRefusal(
  response: Response,
  expected: { status: number; code: number; text: RegExp },
) {
  const text = await response.text();
  expect(response.status, text).toBe(expected.status);
  const { error } = JSON.parse(text) as RpcError;
  expect(error.code).toBe(expected.code);
  expect(error.message).toMatch(expected.text);
}

test.describe('at the gateway', () => {
  let token: string;
  test.beforeAll(async () => {
    await grantAccess({ to: 'erin', by: 'bob', server: SERVER });
    ({ token } = await gatewayToken('erin', SERVER));
  });

  test('an unknown server and one that I may not know answer alike', async () => {
    const unknown = await post({
      server: 'no-such-server',
      token,
      body: initialize(),
    });
    expect([401, 404]).toContain(unknown.status);
    const { status, message: text } = await refused(
      (
        await as('erin')
      ).gateway.POST('/tokens', {
        body: { serverRef: 'api:default/no-such-server' },
      }),
    );
    expect(status).toBe(404);
    expect(text).toBeTruthy();
  });

  test('malformed JSON', async () => {
    await expectRefusal(
      await post({ server: SERVER, token, body: '{"jsonrpc":"2.0",' }),
      { status: 400, code: -32700, text: /not valid JSON/ },
    );
  });

  test('JSON that is no JSON-RPC message', async () => {
    for (const body of [
      '{}',
      '[]',
      '"text"',
      '{"jsonrpc":"1.0","id":1,"method":"tools/list"}',
      '{"jsonrpc":"2.0","id":{},"method":"tools/list"}',
    ]) {
      await expectRefusal(await post({ server: SERVER, token, body }), {
        status: 400,
        code: -32600,
        text: /JSON-RPC/,
      });
    }
  });

  test('a body that says two things', async () => {
    const body =
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","name":"get-env","arguments":{}}}';
    await expectRefusal(await post({ server: SERVER, token, body }), {
      status: 400,
      code: -32600,
      text: /duplicate keys/,
    });
  });

  test('a body of 20 MB', async () => {
    const body = JSON.stringify(
      message('tools/call', {
        name: 'echo',
        arguments: { message: 'x'.repeat(20 * 1024 * 1024) },
      }),
    );
    await expectRefusal(await post({ server: SERVER, token, body }), {
      status: 413,
      code: -32600,
      text: /larger than/,
    });
  });

  test('another content type and another HTTP method', async () => {
    const asText = await post({
      server: SERVER,
      token,
      body: initialize(),
      headers: { 'content-type': 'text/plain' },
    });
    expect(asText.status).toBe(415);
  });

  test('a page of another origin', async () => {
    const response = await post({
      server: SERVER,
      token,
      body: initialize(),
      headers: { origin: 'https://evil.example' },
    });
    expect(response.status).toBe(403);
  });
});

test.describe('at the registry', () => {
  test('an unknown server is 404, with words', async () => {
    const alice = await as('alice');
    const body = {
      serverRef: 'api:default/no-such-server',
      purpose: 'To try',
      tools: { kind: 'all' as const },
      durationDays: 7,
    };
    const { status, message: text } = await refused(
      alice.registry.POST('/access-requests', { body }),
    );
    expect(status).toBe(404);
    expect(text).toMatch(/server/i);
  });

  test('input that the API does not describe is refused and nothing is kept', async () => {
    const alice = await as('alice');
    const count = async () =>
      (
        await ok(
          alice.registry.GET('/access-requests', { params: { query: {} } }),
        )
      ).items.length;
    const before = await count();
    const base = {
      serverRef: 'api:default/orders',
      purpose: 'To try',
      tools: { kind: 'all' as const },
      durationDays: 7,
    };
    for (const wrong of [
      { durationDays: 100_000 },
      { purpose: '' },
      { tools: { kind: 'named', names: [] } },
      { extra: true },
    ]) {
      const { status } = await refused(
        alice.registry.POST('/access-requests', {
          body: { ...base, ...wrong } as typeof base,
        }),
      );
      expect(status, JSON.stringify(wrong)).toBe(400);
    }
    expect(await count()).toBe(before);
  });

  test('asking on behalf of a group that is not mine', async () => {
    const alice = await as('alice');
    const { status } = await refused(
      alice.registry.POST('/access-requests', {
        body: {
          serverRef: 'api:default/orders',
          subject: 'group:default/finance',
          purpose: 'To try',
          tools: { kind: 'all' },
          durationDays: 7,
        },
      }),
    );
    expect([400, 403]).toContain(status);
  });

  test("one's own request: Bob owns the server and still cannot approve himself", async () => {
    const bob = await as('bob');
    const request = await ok(
      bob.registry.POST('/access-requests', {
        body: {
          serverRef: 'api:default/orders',
          purpose: 'My own server',
          tools: { kind: 'all' },
          durationDays: 7,
        },
      }),
    );
    const { status, message: text } = await refused(
      bob.registry.POST('/access-requests/{id}/decision', {
        params: { path: { id: request.id } },
        body: { decision: 'approve' },
      }),
    );
    expect(status).toBe(403);
    expect(text).toMatch(/somebody else has to decide/);
    const after = await ok(
      bob.registry.GET('/access-requests/{id}', {
        params: { path: { id: request.id } },
      }),
    );
    expect(after.state).toBe('pending');
    await ok(
      bob.registry.POST('/access-requests/{id}/withdraw', {
        params: { path: { id: request.id } },
      }),
    );
  });

  test('a decision that arrives through a template stays proposed until the approver confirms it', async () => {
    const alice = await as('alice');
    const request = await ok(
      alice.registry.POST('/access-requests', {
        body: {
          serverRef: 'api:default/orders',
          purpose: 'Order pages',
          tools: { kind: 'all' },
          durationDays: 7,
        },
      }),
    );
    const task = await runTemplate('bob', 'propose-mcp-decision', {
      requestId: request.id,
      decision: 'approve',
    });
    expect(task.status, task.log).toBe('completed');

    const proposed = await ok(
      alice.registry.GET('/access-requests/{id}', {
        params: { path: { id: request.id } },
      }),
    );
    expect(proposed.state).toBe('pending');
    expect(proposed.grantId).toBeUndefined();
    expect(proposed.proposal).toMatchObject({
      decision: 'approve',
      proposedBy: 'user:default/bob',
      actor: 'plugin:scaffolder',
    });

    const bob = await as('bob');
    const decided = await ok(
      bob.registry.POST('/access-requests/{id}/decision', {
        params: { path: { id: request.id } },
        body: {
          decision: 'deny',
          reason: 'The order pages have an API of their own',
        },
      }),
    );
    expect(decided.state).toBe('denied');
  });

  test('two decisions at once: one wins, the other gets a conflict', async () => {
    const alice = await as('alice');
    const bob = await as('bob');
    const request = await ok(
      alice.registry.POST('/access-requests', {
        body: {
          serverRef: 'api:default/orders',
          purpose: 'A race',
          tools: { kind: 'all' },
          durationDays: 7,
        },
      }),
    );
    const decide = (
      body: { decision: 'approve' } | { decision: 'deny'; reason: string },
    ) =>
      bob.registry.POST('/access-requests/{id}/decision', {
        params: { path: { id: request.id } },
        body,
      });
    const answers = await Promise.all([
      decide({ decision: 'deny', reason: 'No' }),
      decide({ decision: 'deny', reason: 'Not now' }),
    ]);
    expect(answers.map(({ response }) => response.status).sort()).toEqual([
      200, 409,
    ]);
  });

  test('nobody but the gateway gets through the access door', async () => {
    const { token } = await as('carol');
    const headers = { authorization: `Bearer ${token}` };
    const { registry } = await as('carol');
    for (const answer of [
      await registry.GET('/door/changes', {
        params: { query: { after: 0 } },
        headers,
      }),
      await registry.GET('/door/documents', { params: { query: {} }, headers }),
      await registry.GET('/door/definitions', { headers }),
    ]) {
      expect(answer.response.status, answer.response.url).toBe(403);
    }
  });

  test('without signing in there is nothing', async () => {
    const { registry } = await as('carol');
    const answer = await registry.GET('/servers', {
      params: { query: {} },
      headers: { authorization: null },
    });
    expect(answer.response.status).toBe(401);
  });
});
