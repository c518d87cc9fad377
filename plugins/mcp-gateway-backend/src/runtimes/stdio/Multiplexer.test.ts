import fc from 'fast-check';
import { META } from '../../era/META';
import type { Delivery } from './Delivery';
import { playMultiplexer, step } from './__testUtils__/playMultiplexer';
import { Multiplexer } from './Multiplexer';
import type { Sharing } from './MuxState';
import type { WireId, WireMessage } from './WireMessage';

const ALL = {
  sampling: {},
  elicitation: {},
  roots: {},
};

function create(sharing: Sharing, sessions: readonly string[]) {
  let count = 0;
  const mux = Multiplexer.create({
    sharing,
    newToken: () => `t${(count += 1)}`,
  });
  for (const id of sessions) mux.attach({ id, capabilities: ALL });
  const ask = (
    session: string,
    id: WireId,
    method = 'tools/call',
    params?: Record<string, unknown>,
  ) => {
    const fate = mux.request(session, {
      jsonrpc: '2.0',
      ...{ id, method },
      ...(params && { params }),
    });
    if (fate.kind !== 'sent') throw new Error(`It was ${fate.kind}`);
    return fate;
  };
  const say = (message: Omit<WireMessage, 'jsonrpc'>) =>
    mux.receive({ jsonrpc: '2.0', ...message });
  return { mux, ask, say };
}

const notice = (method: string, params: Record<string, unknown> = {}) => ({
  method,
  params,
});

describe('Multiplexer', () => {
  it('S5: whatever a runtime writes, an answer reaches the session alone that has asked, once, under its own id', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Sharing>('everybody', 'person'),
        fc.array(step, { maxLength: 60 }),
        (sharing, steps) => {
          expect(playMultiplexer(sharing, steps)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('survives any JSON', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Sharing>('everybody', 'person', 'session'),
        fc.record(
          {
            id: fc.oneof(fc.string(), fc.integer()),
            method: fc.oneof(
              fc.string(),
              fc.constantFrom(
                'notifications/progress',
                'notifications/message',
                'notifications/resources/updated',
                'elicitation/create',
              ),
            ),
            params: fc.dictionary(fc.string(), fc.jsonValue()),
            result: fc.dictionary(fc.string(), fc.jsonValue()),
          },
          { requiredKeys: [] },
        ),
        (sharing, message) => {
          const { ask, say } = create(sharing, ['a', 'b']);
          ask('a', 1);
          const message2 = message as Omit<WireMessage, 'jsonrpc'>;
          for (const delivery of say(message2)) {
            expect(delivery.to).not.toBe('answer');
          }
        },
      ),
    );
  });

  it('keeps 1 and "1" apart, and refuses an id that is in use', () => {
    const { mux, ask, say } = create('everybody', ['a']);
    const one = ask('a', 1);
    const other = ask('a', '1');
    expect(mux.request('a', { jsonrpc: '2.0', id: 1, method: 'x' })).toEqual({
      kind: 'refused',
      why: 'id-in-use',
    });
    expect(say({ id: other.token, result: {} })).toMatchObject([
      { to: 'answer', message: { id: '1' } },
    ]);
    expect(say({ id: one.token, result: {} })).toMatchObject([
      { to: 'answer', message: { id: 1 } },
    ]);
  });

  it('refuses more than a session may have under way', () => {
    const { mux, ask } = create('everybody', ['a', 'b']);
    for (let id = 0; id < 200; id++) ask('a', id);
    expect(
      mux.request('a', { jsonrpc: '2.0', id: 'more', method: 'x' }),
    ).toEqual({ kind: 'refused', why: 'busy' });
    ask('b', 1);
  });

  it('asks nobody where several share, and the one session where it is alone', () => {
    const question = { id: 7, method: 'sampling/createMessage', params: {} };
    const shared = create('everybody', ['a']);
    shared.ask('a', 1);
    expect(shared.say(question)).toMatchObject([
      { to: 'runtime', message: { id: 7, error: { code: -32601 } } },
    ]);
    const alone = create('session', ['a']);
    expect(alone.say(question)).toMatchObject([
      { to: 'session', session: 'a' },
    ]);
    const { token } = alone.ask('a', 1);
    expect(alone.say({ ...question, id: 8 })).toMatchObject([
      { to: 'request', session: 'a', token },
    ]);
  });

  it("asks that one of a person's sessions that must be meant, or none", () => {
    const { ask, say } = create('person', ['a', 'b']);
    const question = (id: number) =>
      say({ id, method: 'roots/list' })[0] as Delivery;
    expect(question(1).to).toBe('runtime');
    const { token } = ask('b', 1);
    expect(question(2)).toMatchObject({ to: 'request', session: 'b', token });
    ask('a', 1);
    expect(question(3).to).toBe('runtime');
  });

  it('takes an answer from nobody but who was asked', () => {
    const { mux, say } = create('session', ['a']);
    mux.attach({ id: 'later', capabilities: {} });
    mux.detach('later');
    say({ id: 0, method: 'roots/list' });
    const answer: WireMessage = { jsonrpc: '2.0', id: 0, result: {} };
    expect(mux.respond('other', answer)).toBeUndefined();
    expect(mux.respond('a', answer)).toEqual(answer);
    expect(mux.respond('a', answer)).toBeUndefined();
  });

  it('answers what is open when a session leaves', () => {
    const { mux, ask, say } = create('session', ['a']);
    const { token } = ask('a', 1);
    say({ id: 'q', method: 'roots/list' });
    expect(mux.detach('a')).toMatchObject([
      { method: 'notifications/cancelled', params: { requestId: token } },
      { id: 'q', error: { code: -32000 } },
    ]);
    expect(say({ id: token, result: {} })).toEqual([
      expect.objectContaining({ to: 'nobody', isJunk: false }),
    ]);
  });

  it('subscribes once for all, and tells each what it has subscribed to', () => {
    const { mux, ask, say } = create('everybody', ['a', 'b']);
    const subscribe = (session: string, uri: string) =>
      mux.request(session, {
        jsonrpc: '2.0',
        id: uri,
        method: 'resources/subscribe',
        params: { uri },
      });
    const first = ask('a', 1, 'resources/subscribe', { uri: 'x:1' });
    say({ id: first.token, result: {} });
    expect(subscribe('b', 'x:1')).toMatchObject({ kind: 'answered' });
    const updated = (uri: string) =>
      say(notice('notifications/resources/updated', { uri })).map(
        one => one.to === 'session' && one.session,
      );
    expect(updated('x:1')).toEqual(['a', 'b']);
    expect(updated('x:1/part')).toEqual(['a', 'b']);
    expect(updated('x:12')).toEqual([]);
    // One that leaves takes nothing from the other.
    expect(mux.detach('a')).toEqual([]);
    expect(updated('x:1')).toEqual(['b']);
    expect(mux.isRooted('b')).toBe(true);
    expect(mux.detach('b')).toMatchObject([
      { method: 'resources/unsubscribe', params: { uri: 'x:1' } },
    ]);
  });

  it("tells of a task whose it is, also when its request has been answered, and lets nobody take another's", () => {
    const { ask, say } = create('everybody', ['a', 'b']);
    const begin = (session: string) => {
      const { token } = ask(session, 1, 'tools/call', {
        _meta: { progressToken: `of-${session}` },
      });
      say({ id: token, result: { task: { taskId: 'T' } } });
      return token;
    };
    const token = begin('a');
    begin('b');
    expect(
      say(notice('notifications/tasks/status', { taskId: 'T' })),
    ).toMatchObject([{ to: 'session', session: 'a' }]);
    expect(
      say(notice('notifications/progress', { progressToken: token })),
    ).toMatchObject([
      { session: 'a', message: { params: { progressToken: 'of-a' } } },
    ]);
  });

  it('MCP 2026-07-28: subscriptions go by the id of their request; nothing is ever asked', () => {
    const { mux, ask, say } = create('everybody', []);
    mux.setModern();
    const { token } = ask('r1', 'mine', 'subscriptions/listen');
    const _meta = { [META.subscriptionId]: token };
    expect(
      say(notice('notifications/subscriptions/acknowledged', { _meta })),
    ).toMatchObject([
      {
        to: 'request',
        token,
        message: { params: { _meta: { [META.subscriptionId]: 'mine' } } },
      },
    ]);
    expect(
      say(
        notice('notifications/tools/list_changed', {
          _meta: { [META.subscriptionId]: 'made-up' },
        }),
      ),
    ).toMatchObject([{ to: 'nobody', isJunk: true }]);
    expect(say({ id: 1, method: 'sampling/createMessage' })).toMatchObject([
      { to: 'runtime', message: { error: { code: -32601 } } },
    ]);
    expect(say({ id: token, result: { _meta } })).toMatchObject([
      {
        to: 'answer',
        message: {
          id: 'mine',
          result: { _meta: { [META.subscriptionId]: 'mine' } },
        },
      },
    ]);
  });
});
