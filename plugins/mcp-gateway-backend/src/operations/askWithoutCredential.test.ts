import { EgressGuard } from '../egress/EgressGuard';
import {
  type ScriptedAnswer,
  startScripted,
} from '../__testUtils__/startScripted';
import { createAskWithoutCredential } from './askWithoutCredential';

const RESULT = '{"jsonrpc":"2.0","id":1,"result":{}}';
const open: { stop(): Promise<unknown> }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.stop()));
});

async function ask(
  answer: ScriptedAnswer,
  options?: { type?: 'streamable-http' | 'sse'; allowedHosts?: string[] },
) {
  const server = await startScripted(() => answer);
  open.push(server);
  const { type = 'streamable-http', allowedHosts = ['127.0.0.1'] } =
    options ?? {};
  const verdict = await createAskWithoutCredential({
    guard: EgressGuard.create({ allowedHosts }),
  })({ type, url: server.url });
  return { verdict, seen: server.seen };
}

describe('D10: asking a server without a credential', () => {
  it.each([
    ['a result', { body: RESULT }, 'open'],
    [
      'a stream',
      { headers: { 'content-type': 'text/event-stream' }, body: ': hi\n\n' },
      'open',
    ],
    [
      'a refusal of this era in MCP’s words',
      {
        status: 400,
        body: '{"jsonrpc":"2.0","id":null,"error":{"code":-32022,"message":"unsupported"}}',
      },
      'open',
    ],
    ['401', { status: 401 }, 'closed'],
    ['403', { status: 403, body: RESULT }, 'closed'],
    ['a redirect', { status: 302, headers: { location: '/login' } }, 'unknown'],
    ['a web page', { body: '<html>' }, 'unknown'],
    ['an error', { status: 500, body: 'oops' }, 'unknown'],
    ['an endless text', { body: `${'x'.repeat(200_000)}"jsonrpc"` }, 'unknown'],
  ])('%s: %j is %s', async (_, answer, expected) => {
    expect((await ask(answer)).verdict).toBe(expected);
  });

  it('carries no credential and gives its session back', async () => {
    const { seen } = await ask({
      headers: { 'mcp-session-id': 'session-1' },
      body: RESULT,
    });
    expect(seen.map(({ httpMethod }) => httpMethod)).toEqual([
      'POST',
      'DELETE',
    ]);
    expect(seen[1].headers['mcp-session-id']).toBe('session-1');
    for (const { headers } of seen) {
      expect(headers).not.toHaveProperty('authorization');
      expect(headers).not.toHaveProperty('cookie');
    }
  });

  it('opens the stream of a server of the HTTP+SSE transport', async () => {
    const { verdict, seen } = await ask(
      { headers: { 'content-type': 'text/event-stream' }, body: ': hi\n\n' },
      { type: 'sse' },
    );
    expect([verdict, seen[0].httpMethod]).toEqual(['open', 'GET']);
  });

  it('goes only where the gateway may dial (R1)', async () => {
    const { verdict, seen } = await ask({ body: RESULT }, { allowedHosts: [] });
    expect([verdict, seen]).toEqual(['unknown', []]);
  });

  it('does not fail where nobody listens', async () => {
    const answer = await createAskWithoutCredential({
      guard: EgressGuard.create({ allowedHosts: ['127.0.0.1'] }),
    })({ type: 'streamable-http', url: 'http://127.0.0.1:1/mcp' });
    expect(answer).toBe('unknown');
  });
});
