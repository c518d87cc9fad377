import { isObject } from '../../rewrite/isObject';
import type { Delivery } from './Delivery';
import type { MuxState } from './MuxState';
import type { WireMessage } from './WireMessage';
import { withOwnSubscription } from './withOwnSubscription';

/** A runtime answers: to the session that has asked, once. */
export function takeAnswer(state: MuxState, message: WireMessage): Delivery {
  const pending = state.pending.take(message.id);
  if (!pending) {
    const isLate = state.pending.isFinished(message.id);
    return { to: 'nobody', isJunk: !isLate, why: 'it answers no request' };
  }
  const { token, session, id, uri, progressToken } = pending;
  const { result } = message;
  if (result && uri !== undefined && state.sessions.has(session)) {
    state.subscriptions.add(session, uri);
  }
  const task = isObject(result?.task) ? result.task : undefined;
  if (typeof task?.taskId === 'string') {
    state.own('task', task.taskId, session);
    if (progressToken !== undefined) {
      state.late.set(token, { session, progressToken });
    }
  }
  return {
    to: 'answer',
    token,
    session,
    message: withOwnSubscription({ ...message, id }, pending),
  };
}
