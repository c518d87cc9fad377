import { META } from '../../era/META';
import { isObject } from '../../rewrite/isObject';
import type { Delivery } from './Delivery';
import type { MuxState } from './MuxState';
import { isWireId, type WireMessage } from './WireMessage';
import { withOwnSubscription } from './withOwnSubscription';

/** A runtime tells something: to whom it is about, and to nobody where that is not certain. */
export function takeNotice(state: MuxState, message: WireMessage): Delivery[] {
  const { method, params = {} } = message;
  const toOwner = (kind: 'task' | 'elicitation', name: unknown) => {
    const session = state.ownerOf(kind, name);
    return session === undefined ? lost() : [toSession(session, message)];
  };
  const meta = isObject(params._meta) ? params._meta : {};
  if (meta[META.subscriptionId] !== undefined) {
    return ofSubscription(state, message, meta[META.subscriptionId]);
  }
  switch (method) {
    case 'notifications/progress':
      return ofProgress(state, message);
    case 'notifications/tools/list_changed':
    case 'notifications/prompts/list_changed':
    case 'notifications/resources/list_changed':
      return [...state.sessions.keys()].map(one => toSession(one, message));
    case 'notifications/resources/updated':
      return typeof params.uri === 'string'
        ? state.subscriptions
            .hearing(params.uri)
            .map(one => toSession(one, message))
        : junk();
    case 'notifications/cancelled': {
      // The runtime withdraws a question of its own.
      const { requestId } = params;
      if (!isWireId(requestId)) return junk();
      const session = state.questions.sessionOf(requestId);
      if (session === undefined) return lost();
      state.questions.take(session, requestId);
      return [state.beside(session, message)];
    }
    case 'notifications/tasks/status':
      return toOwner('task', params.taskId);
    case 'notifications/elicitation/complete':
      return toOwner('elicitation', params.elicitationId);
    default: {
      // Log lines, and what is not known here.
      const session =
        state.era === 'modern'
          ? state.onlyBusy()
          : state.attribute(message, () => true);
      return session === undefined ? lost() : [state.beside(session, message)];
    }
  }
}

function ofSubscription(
  state: MuxState,
  message: WireMessage,
  subscription: unknown,
): Delivery[] {
  const pending = state.pending.get(subscription);
  if (!pending) return state.pending.isFinished(subscription) ? lost() : junk();
  const { token, session } = pending;
  const own = withOwnSubscription(message, pending);
  return [{ to: 'request', token, session, message: own }];
}

function ofProgress(state: MuxState, message: WireMessage): Delivery[] {
  const { params = {} } = message;
  const { progressToken: name } = params;
  if (typeof name !== 'string') return junk();
  const told = (progressToken: string | number): WireMessage => ({
    ...message,
    params: { ...params, progressToken },
  });
  const pending = state.pending.get(name);
  if (pending) {
    const { token, session, progressToken } = pending;
    return progressToken === undefined
      ? lost()
      : [{ to: 'request', token, session, message: told(progressToken) }];
  }
  const late = state.late.get(name);
  if (late && state.sessions.has(late.session)) {
    return [toSession(late.session, told(late.progressToken))];
  }
  return state.pending.isFinished(name) ? lost() : junk();
}

function toSession(session: string, message: WireMessage): Delivery {
  return { to: 'session', session, message };
}

function lost(): Delivery[] {
  return [{ to: 'nobody', isJunk: false, why: 'it is about nobody here' }];
}

function junk(): Delivery[] {
  return [{ to: 'nobody', isJunk: true, why: 'it is about nobody' }];
}
