import type { Call } from '../../pipeline/types';

/** The session of a call, for rules that count or ask by session. */
export interface HistorySession {
  key: string;
  /** Milliseconds since the epoch; absent where there are no sessions. */
  startedAt?: number;
}

/**
 * In which session a call is: that of its client, at one server or at the endpoint for all of them. Where there are none
 * (MCP 2026-07-28, servers without), the client's token is what is between them: whoever gets a new one begins anew.
 */
export function sessionOf(call: Call): HistorySession {
  const session = call.session ?? call.outerSession;
  if (session) {
    return { key: `session:${session.hash}`, startedAt: session.issuedAt };
  }
  if (!call.token) {
    throw new Error('A call was to be told apart before it was attributed');
  }
  return { key: `token:${call.token.tokenId}` };
}
