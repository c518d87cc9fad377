import type { Call } from '../pipeline/types';
import type { UpstreamAnswer } from '../transport/Upstream';
import { ownerOfSession } from './ownerOfSession';
import { readClient } from './readClient';
import type { Sessions } from './Sessions';
import { MAX_UPSTREAM_ID_LENGTH } from './SessionSeal';
import type { Session } from './types';

/** `refused`: why the answer cannot be passed on. `sessionId`: what the client gets to see as its session. */
export type KeptSession =
  | { refused: 'session.unknown' | 'upstream.invalid' }
  | { refused?: undefined; sessionId?: string };

/**
 * What an answer means for the session: begun, ended, or not known to its server any more. The server's own id never
 * reaches the client.
 */
export function keepSession(options: {
  sessions: Pick<Sessions, 'begin' | 'end'>;
  call: Call;
  answer: Pick<UpstreamAnswer, 'status' | 'headers' | 'era'>;
}): KeptSession | Promise<KeptSession> {
  const { call, answer } = options;
  const { session } = call;
  const isOver = answer.status === 404 || call.httpMethod === 'DELETE';
  return session && isOver ? endSession(session, options) : sessionOf(options);
}

/** Also where the server lets no client end its sessions (405): this one is the gateway's. */
async function endSession(
  session: Session,
  options: Parameters<typeof keepSession>[0],
): Promise<KeptSession> {
  await options.sessions.end(session);
  return options.answer.status === 404
    ? { refused: 'session.unknown' }
    : sessionOf(options);
}

function sessionOf({
  sessions,
  call,
  answer,
}: Parameters<typeof keepSession>[0]): KeptSession {
  const { headers, era = 'legacy' } = answer;
  const { session, message } = call;
  const upstreamId = headers['mcp-session-id'];
  if (upstreamId === undefined) return {};
  if (message?.method !== 'initialize') return { sessionId: session?.sealed };
  const owner = ownerOfSession(call);
  const isId =
    typeof upstreamId === 'string' &&
    upstreamId.length <= MAX_UPSTREAM_ID_LENGTH &&
    // MCP 2025-11-25, Streamable HTTP, session management: visible ASCII.
    /^[\x21-\x7e]+$/.test(upstreamId);
  if (!isId || !owner) return { refused: 'upstream.invalid' };
  const client = readClient(message.params);
  return { sessionId: sessions.begin({ era, upstreamId, ...client }, owner) };
}
