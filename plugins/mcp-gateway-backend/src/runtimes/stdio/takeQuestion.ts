import {
  missingCapability,
  type QuestionMethod,
} from '../../era/missingCapability';
import { isObject } from '../../rewrite/isObject';
import type { Delivery } from './Delivery';
import type { MuxState } from './MuxState';
import { wireFailure } from './wireFailure';
import type { WireId, WireMessage } from './WireMessage';

const QUESTIONS: readonly string[] = [
  'elicitation/create',
  'sampling/createMessage',
  'roots/list',
] satisfies QuestionMethod[];

/** A runtime asks: one session, where it is certain which; or else it is answered with an error. Nobody answers for another. */
export function takeQuestion(
  state: MuxState,
  message: WireMessage,
  id: WireId,
): Delivery {
  const { method = '', params = {} } = message;
  const refuse = (text: string): Delivery => ({
    to: 'runtime',
    message: wireFailure(id, -32601, text),
  });
  if (method === 'ping') {
    return { to: 'runtime', message: { jsonrpc: '2.0', id, result: {} } };
  }
  if (state.era === 'modern') {
    return refuse('Servers of MCP 2026-07-28 ask in their answers');
  }
  const isKnown = isQuestion(method);
  if (!isKnown && state.sharing !== 'session') {
    return refuse(`Nobody here answers ${method}`);
  }
  const session = state.attribute(
    message,
    ({ capabilities }) =>
      !isKnown || !missingCapability(capabilities, method, params),
  );
  if (session === undefined) {
    return refuse(
      state.sharing === 'everybody'
        ? 'Several people share this runtime: nobody can be asked'
        : 'No session can be asked this',
    );
  }
  const meta = isObject(params._meta) ? params._meta : {};
  const { progressToken } = meta;
  if (!state.questions.add(id, { session, progressToken })) {
    return { to: 'nobody', isJunk: true, why: 'it asks too much' };
  }
  if (typeof params.elicitationId === 'string') {
    state.own('elicitation', params.elicitationId, session);
  }
  return state.beside(session, message);
}

function isQuestion(method: string): method is QuestionMethod {
  return QUESTIONS.includes(method);
}
