import type { Call, ParsedMessage } from '../pipeline/types';
import { keepSession } from './keepSession';
import type { Session } from './types';

const session = { sealed: 'sealed', hash: 'hash' } as Session;
const initialize = {
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    clientInfo: { name: 'c', version: '1', title: 'C' },
    capabilities: { elicitation: { url: {} } },
  },
} as unknown as ParsedMessage;

async function keep(
  call: Partial<Call>,
  answer: { status?: number; id?: string | string[] },
) {
  const sessions = { begin: jest.fn(() => 'new'), end: jest.fn() };
  const { status = 200, id } = answer;
  const kept = await keepSession({
    sessions,
    call: {
      httpMethod: 'POST',
      serverRef: 'api:default/orders',
      principal: { userEntityRef: 'user:default/alice' },
      token: { tokenId: 't' },
      ...call,
    } as Call,
    answer: {
      status,
      headers: { ...(id !== undefined && { 'mcp-session-id': id as string }) },
    },
  });
  return { kept, sessions };
}

describe('keepSession', () => {
  it('gives a client an id of the gateway’s own, which carries the server’s', async () => {
    const { kept, sessions } = await keep({ message: initialize }, { id: 'u' });
    expect(kept).toEqual({ sessionId: 'new' });
    expect(sessions.begin).toHaveBeenCalledWith(
      {
        era: 'legacy',
        upstreamId: 'u',
        protocolVersion: '2025-11-25',
        client: { name: 'c', version: '1' },
        capabilities: { elicitation: { url: {} } },
      },
      expect.objectContaining({ userEntityRef: 'user:default/alice' }),
    );
  });

  it('begins no session where the server has none', async () => {
    const { kept, sessions } = await keep({ message: initialize }, {});
    expect(kept).toEqual({});
    expect(sessions.begin).not.toHaveBeenCalled();
  });

  it.each([
    ['empty', ''],
    ['with a space', 'a b'],
    ['with other letters', 'ä'],
    ['too long', 'x'.repeat(1025)],
    ['twice', ['a', 'b']],
  ])('S5: refuses a server’s id that is %s', async (_, id) => {
    const { kept } = await keep({ message: initialize }, { id });
    expect(kept).toEqual({ refused: 'upstream.invalid' });
  });

  it('never shows a server’s id: an answer in a session names the session, one outside it none', async () => {
    const message = { method: 'tools/list' } as ParsedMessage;
    const inside = await keep({ session, message }, { id: 'u' });
    expect(inside.kept).toEqual({ sessionId: 'sealed' });
    const outside = await keep({ message }, { id: 'u' });
    expect(outside.kept).toEqual({ sessionId: undefined });
  });

  it.each([200, 204, 405])(
    'E5: a session that its client ends is over, also where the server says %i',
    async status => {
      const call = { httpMethod: 'DELETE', session } as const;
      const { kept, sessions } = await keep(call, { status });
      expect(kept.refused).toBeUndefined();
      expect(sessions.end).toHaveBeenCalledWith(session);
    },
  );

  it('a session that its server has forgotten is over', async () => {
    const { kept, sessions } = await keep({ session }, { status: 404 });
    expect(kept).toEqual({ refused: 'session.unknown' });
    expect(sessions.end).toHaveBeenCalledWith(session);
  });
});
