import { modern } from '../../__testUtils__/mcpRequests';
import { bridgeRequest } from '../__testUtils__/bridgeRequest';
import { ScriptedUpstream, type Sent } from '../__testUtils__/ScriptedUpstream';
import { OpenCall } from './OpenCall';
import { SessionPool } from './SessionPool';
import { WaitingCalls } from './WaitingCalls';

const INITIALIZED = {
  result: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    serverInfo: { name: 'legacy', version: '1' },
  },
};
const request = bridgeRequest(modern('tools/call', { name: 'echo' }).body);
const profile = (name: string) => ({
  clientInfo: { name, version: '1' },
  capabilities: {},
});
const legacy = (answer: ConstructorParameters<typeof ScriptedUpstream>[0]) =>
  new ScriptedUpstream((sent: Sent) =>
    sent.method === 'initialize'
      ? { messages: [INITIALIZED], headers: { 'mcp-session-id': 'one' } }
      : answer(sent),
  );
const silent = () => legacy(() => ({ status: 202 }));

describe('sessions with servers of the session era', () => {
  it('takes up again a stream that ended before the answer', async () => {
    const upstream = legacy(({ httpMethod, method }) => {
      if (method === 'tools/call') return { stream: 'id: 7\ndata:\n\n' };
      const id = upstream.sent.find(sent => sent.method === 'tools/call')?.id;
      return httpMethod === 'GET'
        ? { messages: [{ id, result: { content: [] } }] }
        : { status: 202 };
    });
    const pool = SessionPool.create({ upstream });
    const session = await pool.get(request, profile('a'));
    const call = new OpenCall({ method: 'tools/call', progressToken: 1 });
    await session.begin({ call, params: { name: 'echo' } });
    expect(await call.next()).toMatchObject({ kind: 'answer' });
    expect(upstream.sent.at(-1)).toMatchObject({
      httpMethod: 'GET',
      headers: { 'last-event-id': '7', 'mcp-session-id': 'one' },
    });
    pool.closeAll();
  });

  it('S5: takes no answer that was made for another request', async () => {
    const upstream = legacy(({ method }) =>
      method === 'tools/call'
        ? { messages: [{ id: 'made up', result: {} }] }
        : { status: 202 },
    );
    const pool = SessionPool.create({ upstream });
    const session = await pool.get(request, profile('a'));
    const call = new OpenCall({ method: 'tools/call', progressToken: 1 });
    await session.begin({ call, params: {} });
    expect(await call.next()).toBeUndefined();
    pool.closeAll();
  });

  it('E5: one session for one client of one person with what it can do', async () => {
    const pool = SessionPool.create({ upstream: silent() });
    const own = await pool.get(request, profile('a'));
    expect(await pool.get(request, profile('a'))).toBe(own);
    expect(await pool.get(request, profile('b'))).not.toBe(own);
    const principal = { userEntityRef: 'user:default/dave', groups: [] };
    const others = {
      ...request,
      call: { ...request.call, principal },
    } as unknown as typeof request;
    expect(await pool.get(others, profile('a'))).not.toBe(own);
    pool.closeAll();
  });

  it('E6: keeps a bounded number, and tells the server of each that it ends', async () => {
    const upstream = silent();
    const pool = SessionPool.create({ upstream, maxPerPerson: 2 });
    const first = await pool.get(request, profile('a'));
    await pool.get(request, profile('b'));
    await pool.get(request, profile('c'));
    await Promise.resolve();
    expect(first.isOver).toBe(true);
    expect(pool.size).toBe(2);
    expect(upstream.methods.filter(method => method === 'DELETE')).toHaveLength(
      1,
    );
    pool.closeAll();
  });

  it('E6: ends sessions that nobody uses', async () => {
    const pool = SessionPool.create({ upstream: silent(), idleMs: 0 });
    await pool.get(request, profile('a'));
    pool.sweep();
    expect(pool.size).toBe(0);
    pool.closeAll();
  });

  it('E6: calls that wait for their clients are bounded in number', async () => {
    const upstream = silent();
    const pool = SessionPool.create({ upstream });
    const session = await pool.get(request, profile('a'));
    const waiting = WaitingCalls.create({ maxPerPerson: 2 });
    const calls = [1, 2, 3].map(
      () => new OpenCall({ method: 'tools/call', progressToken: 1 }),
    );
    const over: string[] = [];
    for (const call of calls) {
      waiting.add({ call, session, person: 'alice' }, () => over.push(call.id));
    }
    expect(over).toEqual([calls[0].id]);
    expect(calls[0].abort.signal.aborted).toBe(true);
    expect(waiting.take(calls[0].id)).toBeUndefined();
    expect(waiting.take(calls[1].id)?.call).toBe(calls[1]);
    expect(waiting.size).toBe(1);
    waiting.closeAll();
    expect(waiting.size).toBe(0);
    pool.closeAll();
  });
});
