import { startSseUpstream } from '../__testUtils__/startSseUpstream';
import { initialize, message } from '../__testUtils__/mcpRequests';
import { waitUntil } from '../__testUtils__/waitUntil';
import { EgressGuard } from '../egress/EgressGuard';
import { upstreamRequest } from './__testUtils__/upstreamRequest';
import { SseUpstream } from './SseUpstream';
import { SseUpstreamSessions } from './SseUpstreamSessions';

describe('SseUpstream', () => {
  const closing: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function open(
    options: {
      server?: Parameters<typeof startSseUpstream>[0];
      sessions?: Parameters<typeof SseUpstreamSessions.create>[0];
      headersMs?: number;
      idleMs?: number;
    } = {},
  ) {
    const server = await startSseUpstream(options.server);
    const sessions = SseUpstreamSessions.create(options.sessions);
    const { headersMs = 2_000, idleMs = 2_000 } = options;
    const upstream = SseUpstream.create({
      guard: EgressGuard.create({ allowedHosts: ['127.0.0.1'] }),
      limits: { connectMs: 2_000, headersMs, idleMs },
      sessions,
    });
    closing.push(server.stop, () => upstream.close());
    const post = (body: object, session?: string) =>
      upstream.send(
        upstreamRequest({
          url: server.url,
          headers: {
            'content-type': 'application/json',
            ...(session && { 'mcp-session-id': session }),
          },
          body: Buffer.from(JSON.stringify(body)),
        }),
      );
    const begin = async () => {
      const answer = await post(initialize);
      await answer.body.toArray();
      return String(answer.headers['mcp-session-id']);
    };
    return { server, sessions, upstream, post, begin };
  }

  it('S5: waits so long for the first event, and keeps nothing of it', async () => {
    const { server, sessions, post } = await open({
      server: { silent: true },
      headersMs: 200,
    });
    await expect(post(initialize)).rejects.toMatchObject({
      reason: 'upstream.timeout',
    });
    expect(sessions.size).toBe(0);
    expect(server.seen).toEqual(['GET /sse']);
  });

  it('S5: ends an answer that does not come', async () => {
    const { begin, post } = await open({ idleMs: 200 });
    const session = await begin();
    const { body } = await post(
      message('tools/call', { name: 'echo', arguments: { linger: true } }, 2),
      session,
    );
    await expect(body.toArray()).rejects.toMatchObject({
      reason: 'upstream.timeout',
    });
  });

  it('refuses a second request with an id that is under way', async () => {
    const { begin, post } = await open();
    const session = await begin();
    const body = message('tools/call', {
      name: 'echo',
      arguments: { linger: true },
    });
    expect((await post(body, session)).status).toBe(200);
    expect((await post(body, session)).status).toBe(409);
  });

  it('E6: bounds the sessions of a person, the least used makes room', async () => {
    const { server, sessions, begin, post } = await open({
      sessions: { maxPerPerson: 2 },
    });
    const first = await begin();
    const second = await begin();
    expect((await post(message('tools/list'), first)).status).toBe(200);
    await begin();
    expect(sessions.size).toBe(2);
    await waitUntil(() => server.sessions.size === 2);
    expect((await post(message('tools/list'), second)).status).toBe(404);
    expect((await post(message('tools/list', {}, 2), first)).status).toBe(200);
  });

  it('E6: ends abandoned sessions, not those on which somebody waits', async () => {
    const { server, sessions, begin, post } = await open({
      sessions: { idleMs: 0 },
    });
    const waiting = await begin();
    const { body } = await post(
      message('tools/call', { name: 'echo', arguments: { linger: true } }, 2),
      waiting,
    );
    await begin();
    sessions.sweep();
    expect(sessions.size).toBe(1);
    await waitUntil(() => server.sessions.size === 1);
    body.destroy();
    await waitUntil(() => {
      sessions.sweep();
      return sessions.size === 0;
    });
  });

  it('E6: a client that does not read its stream stops its server, and costs no memory', async () => {
    const { server, begin, upstream } = await open();
    const session = await begin();
    const { body } = await upstream.send(
      upstreamRequest({
        url: server.url,
        httpMethod: 'GET',
        headers: { 'mcp-session-id': session },
      }),
    );
    const note = `data: ${JSON.stringify({
      jsonrpc: '2.0',
      method: 'notifications/message',
      params: { level: 'info', data: 'x'.repeat(64 * 1024) },
    })}\n\n`;
    for (let n = 0; n < 500; n++) server.inject(note);
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(body.readableLength).toBeLessThan(1024 * 1024);
    body.destroy();
  });

  it('keeps what comes before the client listens', async () => {
    const { server, begin, upstream } = await open();
    const session = await begin();
    await server.announce();
    // On its way through the server's stream, which nobody reads from here.
    await new Promise(resolve => setTimeout(resolve, 500));
    const { body } = await upstream.send(
      upstreamRequest({
        url: server.url,
        httpMethod: 'GET',
        headers: { 'mcp-session-id': session },
      }),
    );
    for await (const chunk of body) {
      expect(String(chunk)).toContain('notifications/tools/list_changed');
      break;
    }
  });

  it('is unknown to another replica', async () => {
    const { begin, server } = await open();
    const session = await begin();
    const other = SseUpstream.create({
      guard: EgressGuard.create({ allowedHosts: ['127.0.0.1'] }),
      limits: { connectMs: 2_000, headersMs: 2_000, idleMs: 2_000 },
    });
    closing.push(() => other.close());
    const answer = await other.send(
      upstreamRequest({
        url: server.url,
        headers: { 'mcp-session-id': session },
        body: Buffer.from(JSON.stringify(message('tools/list'))),
      }),
    );
    expect(answer.status).toBe(404);
  });
});
