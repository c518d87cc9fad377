import type { Stage, StageResult } from '../pipeline/types';
import type { Sessions } from './Sessions';

/** What a stop hits is the whole session, and not one call of it. */
const WHOLE = new Set(['stop.server', 'stop.caller', 'stop.access']);

/** Decides as the given stage does, and ends the session of a call that was refused because its server or its caller was stopped. */
export function endStoppedSessions(options: {
  decides: Stage;
  sessions: Pick<Sessions, 'end'>;
}): Stage {
  const { decides, sessions } = options;
  const settle = async (deciding: Promise<StageResult>) => {
    const result = await deciding;
    if (result.kind === 'continue') return result;
    const { reason, call } = result;
    if (WHOLE.has(reason) && call.session) await sessions.end(call.session);
    return result;
  };
  return call => {
    const result = decides(call);
    // Whoever may goes on at once: only a refusal is waited for, and has a session to end.
    return result instanceof Promise ? settle(result) : result;
  };
}
