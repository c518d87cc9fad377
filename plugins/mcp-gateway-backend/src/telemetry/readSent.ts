import type { UpstreamRequest } from '../transport/Upstream';
import { jsonMembers, skipSpace } from './jsonMembers';

/** What a request to a server is about. */
export interface SentMessage {
  method?: string;
  /** Of a request: notifications have none. */
  id?: string | number;
  version?: string;
  /** It carries a message; else it opens a stream or ends a session. */
  isMessage: boolean;
  /** A stream of notifications, which ends when nobody listens any more. */
  isEndless: boolean;
}

/** Reads the outside of a message alone: bridges write their own, which nobody has parsed. */
export function readSent({
  httpMethod,
  body,
  headers,
}: Pick<UpstreamRequest, 'httpMethod' | 'body' | 'headers'>): SentMessage {
  const version = headers['mcp-protocol-version'];
  if (httpMethod !== 'POST' || !body) {
    return {
      method: httpMethod === 'DELETE' ? 'http/end-session' : 'http/stream',
      ...{ version, isMessage: false, isEndless: httpMethod === 'GET' },
    };
  }
  const members = jsonMembers(body, skipSpace(body, 0)) ?? [];
  const valueOf = (wanted: string): unknown => {
    const found = members.find(({ name }) => name === wanted);
    return found && JSON.parse(body.toString('utf8', found.start, found.end));
  };
  const method = valueOf('method');
  if (typeof method !== 'string') {
    return { method: 'response', version, isMessage: true, isEndless: false };
  }
  const id = valueOf('id');
  return {
    ...{ method, version, isMessage: true },
    ...((typeof id === 'string' || typeof id === 'number') && { id }),
    isEndless: method === 'subscriptions/listen',
  };
}
