/** @jest-environment node */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json as readJson } from 'node:stream/consumers';
import { aTool } from '../__testUtils__/examples';
import {
  startToolServer,
  type ToolServer,
} from './__testUtils__/startToolServer';
import { McpToolSession } from './McpToolSession';
import type { Answer, Progress, Question, ToolSession } from './toolSession';

describe('McpToolSession', () => {
  let server: ToolServer;
  let session: ToolSession;

  const open = async (...options: Parameters<typeof startToolServer>) => {
    server = await startToolServer(...options);
    session = McpToolSession.open({
      endpoint: server.url,
      token: 'the-gateway-token',
    });
  };
  const call = (
    name: string,
    options: {
      answer?: Answer;
      signal?: AbortSignal;
      onProgress?: (progress: Progress) => void;
    } = {},
  ) => {
    const questions: Question[] = [];
    return {
      questions,
      outcome: session.call({
        tool: aTool(name),
        args: {},
        signal: options.signal ?? new AbortController().signal,
        onProgress: options.onProgress ?? (() => {}),
        onQuestion: async question => {
          questions.push(question);
          return options.answer ?? { action: 'cancel' };
        },
      }),
    };
  };
  const ask = 'http://portal/ai-tools/request';
  const refuse = async (
    request: IncomingMessage,
    response: ServerResponse,
    headers: object,
    { status = 403, code = -31003, more = {} } = {},
  ) => {
    const { id } = (await readJson(request)) as { id: unknown };
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id,
      error: {
        code,
        message: 'You have no access.',
        data: { reason: 'grant.missing', requestId: 'req-7', ask, ...more },
      },
    });
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...headers,
    });
    response.end(body);
  };

  afterEach(async () => {
    await session.close();
    await server.stop();
  });

  it.each([
    ['legacy', 'accept {"name":"Alice"}'],
    ['modern', '{"action":"accept","content":{"name":"Alice"}}'],
  ] as const)(
    'calls a %s server, and passes its question on',
    async (era, text) => {
      await open(era);
      const { outcome, questions } = call('greet', {
        answer: { action: 'accept', content: { name: 'Alice' } },
      });
      expect(await outcome).toMatchObject({
        kind: 'answered',
        answer: { content: [{ type: 'text', text }] },
      });
      expect(questions).toEqual([
        {
          kind: 'form',
          message: 'What is your name?',
          schema: expect.objectContaining({ required: ['name'] }),
        },
      ]);
    },
  );

  it('asks no server that is known to be legacy about its era', async () => {
    await open('legacy');
    session = McpToolSession.open({
      endpoint: server.url,
      token: 'the-gateway-token',
      protocolVersion: '2025-11-25',
    });
    await call('fail').outcome;
    const methods = server.seen.map(({ headers }) => headers['mcp-method']);
    expect(methods.length).toBeGreaterThan(2);
    expect(methods).not.toContain('server/discover');
  });

  it('passes a page to open on', async () => {
    await open('modern');
    const { outcome, questions } = call('visit', {
      answer: { action: 'decline' },
    });
    expect(await outcome).toMatchObject({
      answer: { content: [{ text: '{"action":"decline"}' }] },
    });
    expect(questions).toEqual([
      {
        kind: 'link',
        message: 'Sign in there',
        url: 'https://login.example/start',
      },
    ]);
  });

  it('sends the gateway token with every request, and no cookie', async () => {
    await open('legacy');
    await call('greet').outcome;
    expect(server.seen.length).toBeGreaterThan(2);
    for (const { headers } of server.seen) {
      expect(headers.authorization).toBe('Bearer the-gateway-token');
      expect(headers.cookie).toBeUndefined();
    }
  });

  it('reports progress, can be cancelled, and goes on afterwards', async () => {
    await open('legacy');
    const abort = new AbortController();
    let outcome: ReturnType<typeof call>['outcome'] | undefined;
    const progress = await new Promise<Progress>(resolve => {
      ({ outcome } = call('linger', {
        signal: abort.signal,
        onProgress: resolve,
      }));
    });
    expect(progress).toEqual({ done: 1, total: 4, message: 'warming up' });
    abort.abort();
    expect(await outcome).toEqual({ kind: 'cancelled' });
    expect((await call('fail').outcome).kind).toBe('answered');
  });

  it('keeps a tool’s own error apart from a failure', async () => {
    await open('legacy');
    expect(await call('fail').outcome).toMatchObject({
      kind: 'answered',
      answer: { isError: true, content: [{ text: 'the machine is on fire' }] },
    });
  });

  it('ends its session when it is closed', async () => {
    await open('legacy');
    await call('fail').outcome;
    await session.close();
    expect(server.seen.at(-1)?.method).toBe('DELETE');
  });

  it.each([
    ['with a status', {}],
    ['over HTTP 200', { status: 200 }],
    [
      'with a page to open',
      {
        status: 200,
        code: -32042,
        more: {
          elicitations: [
            { mode: 'url', message: 'Ask', url: ask, elicitationId: 'req-7' },
          ],
        },
      },
    ],
  ])(
    'knows a refusal %s by the header that only the gateway writes',
    async (_, as) => {
      await open('legacy', (request, response) => {
        void refuse(request, response, { 'x-request-id': 'req-7' }, as);
        return true;
      });
      expect(await call('greet').outcome).toEqual({
        kind: 'refused',
        reason: 'grant.missing',
        message: 'You have no access.',
        requestId: 'req-7',
        canAsk: true,
      });
    },
  );

  it('stays in its session where the person has to confirm the call: what they say holds there', async () => {
    let isRefused = false;
    await open('legacy', (request, response) => {
      if (!isRefused) return false;
      const more = {
        reason: 'guard.needs-approval',
        ask: 'http://portal/mcp/confirm?ticket=a+b',
      };
      void refuse(
        request,
        response,
        { 'x-request-id': 'req-7' },
        { status: 200, more },
      );
      return true;
    });
    await call('fail').outcome;
    isRefused = true;
    expect(await call('fail').outcome).toMatchObject({
      kind: 'refused',
      reason: 'guard.needs-approval',
      canAsk: false,
      confirmTicket: 'a b',
    });
    isRefused = false;
    const before = server.seen.length;
    expect((await call('fail').outcome).kind).toBe('answered');
    expect(server.seen.slice(before).map(({ method }) => method)).toEqual([
      'POST',
    ]);
  });

  it('takes no server’s word for a refusal', async () => {
    await open('legacy', (request, response) => {
      void refuse(request, response, {}, { status: 200 });
      return true;
    });
    expect(await call('greet').outcome).toEqual({
      kind: 'failed',
      message: expect.stringContaining('You have no access.'),
    });
  });

  it('says that nobody answered, and connects anew at the next call', async () => {
    let isDown = true;
    await open('legacy', (_, response) => {
      if (isDown) response.destroy();
      return isDown;
    });
    expect(await call('fail').outcome).toEqual({ kind: 'failed' });
    isDown = false;
    expect((await call('fail').outcome).kind).toBe('answered');
  });
});
