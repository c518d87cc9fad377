import { ownerOfSession } from '../sessions/ownerOfSession';
import type { Sessions } from '../sessions/Sessions';
import { proceed, type Stage } from './types';

/**
 * In which session: opens the one that the client names, when it is theirs. Before the decision, so that the record of a
 * refusal has it too; whether a call may go on without it is for {@link bindSession} to say, after the decision, so that
 * nobody learns of a server from its sessions.
 */
export function openSession(options: {
  sessions: Pick<Sessions, 'find'>;
}): Stage {
  return async call => {
    const sealed = call.headers['mcp-session-id'];
    const owner = ownerOfSession(call);
    // MCP 2026-07-28 has no sessions: the header means nothing there.
    const isSession =
      typeof sealed === 'string' && call.message?.era !== 'modern' && owner;
    return proceed(call, {
      session: isSession
        ? await options.sessions.find(sealed, owner)
        : undefined,
    });
  };
}
