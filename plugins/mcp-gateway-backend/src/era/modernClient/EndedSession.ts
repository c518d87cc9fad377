import type { UpstreamRequest } from '../../transport/Upstream';

/** A session that a bridge had with a server, and that is over. */
export interface EndedSession {
  /** Whom it was with. */
  server: Pick<UpstreamRequest, 'call' | 'url'>;
  /** What both agreed on. */
  protocolVersion: string;
  /** Milliseconds since the epoch. */
  openedAt: number;
  /** The server knew it no more. */
  isLost: boolean;
}
