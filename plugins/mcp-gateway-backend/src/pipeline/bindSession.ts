import { ownerOfSession } from '../sessions/ownerOfSession';
import type { Sessions } from '../sessions/Sessions';
import { proceed, refuse, type Stage } from './types';

/**
 * A session belongs to one client of one person at one server: another's, an ended, an old or a made-up one is unknown
 * alike.
 */
export function bindSession(options: {
  sessions: Pick<Sessions, 'find'>;
}): Stage {
  return async call => {
    const sealed = call.headers['mcp-session-id'];
    // MCP 2026-07-28 has no sessions: the header means nothing there.
    if (sealed === undefined || call.message?.era === 'modern') {
      return proceed(call);
    }
    const owner = ownerOfSession(call);
    if (typeof sealed !== 'string' || !owner) {
      return refuse(call, 'session.unknown');
    }
    const session = await options.sessions.find(sealed, owner);
    return session
      ? proceed(call, { session })
      : refuse(call, 'session.unknown');
  };
}
