import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Delivery } from '../Delivery';
import { Multiplexer } from '../Multiplexer';
import type { Sharing } from '../MuxState';
import type { WireId, WireMessage } from '../WireMessage';

export const SESSIONS = ['a', 'b', 'c'];
const ALL = { sampling: {}, elicitation: {}, roots: {} };

const session = fc.constantFrom(...SESSIONS);
const id = fc.oneof(fc.nat(3), fc.constantFrom('0', '1', '2'));
/** What a hostile runtime knows: the names of requests, and any other text. */
const name = fc.oneof(
  fc.nat(40).map(n => `t${n}`),
  fc.string({ maxLength: 5 }),
  fc.nat(5),
);
const kind = <K extends string>(one: K) => fc.constant(one);

/** What sessions do, and what a runtime writes. */
export const step = fc.oneof(
  fc.record({ kind: kind('ask'), session, id, withProgress: fc.boolean() }),
  fc.record({ kind: kind('leave'), session }),
  fc.record({ kind: kind('cancel'), session, id }),
  fc.record({ kind: kind('reply'), session, name }),
  fc.record({ kind: kind('answer'), name, isError: fc.boolean() }),
  fc.record({ kind: kind('progress'), name }),
  fc.record({
    kind: kind('question'),
    name,
    method: fc.constantFrom(
      'sampling/createMessage',
      'roots/list',
      'ping',
      'tools/call',
    ),
  }),
  fc.record({
    kind: kind('notice'),
    name,
    method: fc.constantFrom(
      'notifications/message',
      'notifications/tools/list_changed',
      'notifications/resources/updated',
      'notifications/cancelled',
      'notifications/tasks/status',
      'notifications/other',
    ),
  }),
);
/** See {@link step}. */
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Waiting {
  session: string;
  id: WireId;
  progress?: WireId;
}

/** Plays steps against a model of who waits for what. Returns what was delivered to somebody it is not for, or not delivered to whom it is. */
export function playMultiplexer(
  sharing: Sharing,
  steps: readonly Step[],
): string[] {
  let count = 0;
  const mux = Multiplexer.create({
    sharing,
    newToken: () => `t${(count += 1)}`,
  });
  for (const one of SESSIONS) mux.attach({ id: one, capabilities: ALL });
  const waiting = new Map<string, Waiting>();
  const asked = new Map<string, string>();
  const wrong: string[] = [];
  const check = (isRight: boolean, what: string, detail: unknown) => {
    if (!isRight) wrong.push(`${what}: ${JSON.stringify(detail)}`);
  };
  const say = (message: Omit<WireMessage, 'jsonrpc'>) =>
    mux.receive({ jsonrpc: '2.0', ...message });
  const forget = (who: string, own?: WireId) => {
    for (const [token, one] of waiting) {
      const isMeant = own === undefined || one.id === own;
      if (one.session === who && isMeant) waiting.delete(token);
    }
  };

  const ask = (who: string, own: WireId, withProgress: boolean) => {
    const progress = withProgress ? own : undefined;
    const params = { name: 'x', _meta: { progressToken: progress } };
    const fate = mux.request(who, {
      ...{ jsonrpc: '2.0', id: own, method: 'tools/call', params },
    });
    const isInUse = [...waiting.values()].some(
      one => one.session === who && one.id === own,
    );
    check((fate.kind === 'refused') === isInUse, 'an id in use', fate);
    if (fate.kind !== 'sent') return;
    check(
      fate.message.id === fate.token && !waiting.has(fate.token),
      'a new name for each request',
      fate,
    );
    waiting.set(fate.token, {
      ...{ session: who, id: own },
      ...(progress !== undefined && { progress }),
    });
  };
  const answer = (to: string | number, isError: boolean) => {
    const [delivery] = say({
      id: to,
      ...(isError ? { error: { code: 1, message: 'no' } } : { result: {} }),
    });
    const own = typeof to === 'string' ? waiting.get(to) : undefined;
    const isRight = own
      ? delivery.to === 'answer' &&
        delivery.session === own.session &&
        delivery.token === to &&
        delivery.message.id === own.id
      : delivery.to === 'nobody';
    check(isRight, 'an answer to who has asked alone', { to, delivery });
    if (own) waiting.delete(String(to));
  };
  const progress = (about: string | number) => {
    const params = { progressToken: about };
    for (const delivery of say({ method: 'notifications/progress', params })) {
      if (delivery.to === 'nobody') continue;
      const own = waiting.get(String(about));
      const isRight =
        delivery.to === 'request' &&
        delivery.session === own?.session &&
        isDeepStrictEqual(
          delivery.message.params?.progressToken,
          own?.progress,
        );
      check(isRight, 'progress to who has asked for it', { about, delivery });
    }
  };
  const question = (own: string | number, method: string) => {
    for (const delivery of say({ id: own, method })) {
      if (delivery.to !== 'request' && delivery.to !== 'session') continue;
      check(sharing !== 'everybody', 'nobody is asked', delivery);
      asked.set(JSON.stringify(own), delivery.session);
    }
  };
  const reply = (who: string, own: string | number) => {
    const message: WireMessage = { jsonrpc: '2.0', id: own, result: {} };
    const passes = mux.respond(who, message) !== undefined;
    const key = JSON.stringify(own);
    check(passes === (asked.get(key) === who), 'an answer of who was asked', {
      who,
      own,
    });
    if (passes) asked.delete(key);
  };
  const notice = (method: string, about: string | number) => {
    const params = { requestId: about, taskId: about, uri: 'x:y' };
    for (const delivery of say({ method, params })) {
      if (delivery.to === 'nobody') continue;
      if (method === 'notifications/cancelled') {
        asked.delete(JSON.stringify(about));
      }
      // Nothing that may be about one person's call is told to others.
      const isForAll = method === 'notifications/tools/list_changed';
      check(
        sharing !== 'everybody' || isForAll,
        'no notice about nobody',
        delivery satisfies Delivery,
      );
    }
  };

  for (const one of steps) {
    switch (one.kind) {
      case 'ask':
        ask(one.session, one.id, one.withProgress);
        break;
      case 'leave':
        mux.detach(one.session);
        forget(one.session);
        for (const [key, who] of asked) {
          if (who === one.session) asked.delete(key);
        }
        mux.attach({ id: one.session, capabilities: ALL });
        break;
      case 'cancel': {
        const params = { requestId: one.id };
        const { cancelled } = mux.notify(one.session, {
          ...{ jsonrpc: '2.0', method: 'notifications/cancelled', params },
        });
        const found = [...waiting].find(
          ([, own]) => own.session === one.session && own.id === one.id,
        );
        check(cancelled === found?.[0], 'only own requests are cancelled', one);
        forget(one.session, one.id);
        break;
      }
      case 'reply':
        reply(one.session, one.name);
        break;
      case 'answer':
        answer(one.name, one.isError);
        break;
      case 'progress':
        progress(one.name);
        break;
      case 'question':
        question(one.name, one.method);
        break;
      case 'notice':
        notice(one.method, one.name);
        break;
      default:
        throw new Error(`No such step: ${one satisfies never}`);
    }
    check(mux.size === waiting.size, 'nothing is forgotten or kept', one);
  }
  return wrong;
}
