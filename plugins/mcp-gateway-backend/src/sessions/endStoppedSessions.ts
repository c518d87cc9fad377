import type { Stage } from '../pipeline/types';
import type { Sessions } from './Sessions';

/** What a stop hits is the whole session, and not one call of it. */
const WHOLE = new Set(['stop.server', 'stop.caller', 'stop.access']);

/** Decides as the given stage does, and ends the session of a call that was refused because its server or its caller was stopped. */
export function endStoppedSessions(options: {
  decides: Stage;
  sessions: Pick<Sessions, 'end'>;
}): Stage {
  const { decides, sessions } = options;
  return async call => {
    const result = await decides(call);
    if (result.kind === 'deny' && WHOLE.has(result.reason) && call.session) {
      await sessions.end(call.session);
    }
    return result;
  };
}
