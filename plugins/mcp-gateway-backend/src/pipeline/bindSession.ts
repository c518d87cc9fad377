import type { SessionRegistry } from '../transport/SessionRegistry';
import { proceed, refuse, type Stage } from './types';

/** A session belongs to one person at one server: another's, an ended or a made-up one is unknown to everybody else. */
export function bindSession(options: { sessions: SessionRegistry }): Stage {
  return async call => {
    const session = call.headers['mcp-session-id'];
    if (session === undefined) return proceed(call);
    if (typeof session !== 'string' || !call.principal) {
      return refuse(call, 'session.unknown');
    }
    const known = await options.sessions.find({
      session,
      serverRef: call.serverRef,
      userEntityRef: call.principal.userEntityRef,
    });
    return known
      ? proceed(call, { session, client: known.client })
      : refuse(call, 'session.unknown');
  };
}
