import type { IncomingHttpHeaders } from 'http';
import type { Readable } from 'stream';
import type { Findings } from '../guards/Findings';
import type { Call, Era } from '../pipeline/types';
import type { Cancellation } from './Cancellation';

/** What goes to a server: already decided, in its final bytes. */
export interface UpstreamRequest {
  call: Call;
  /** The approved address. */
  url: string;
  httpMethod: Call['httpMethod'];
  /** The headers that the server may see. */
  headers: Record<string, string>;
  body?: Buffer;
  /** When nobody waits for the answer any more. */
  cancellation: Cancellation;
}

/** What comes back. The body is never collected unless something must be looked at. */
export interface UpstreamAnswer {
  status: number;
  /** What era the server speaks, where that is not `legacy`: a session remembers it. */
  era?: Era;
  headers: IncomingHttpHeaders;
  body: Readable;
  /** What guards find in it, filled in while it is read. */
  findings?: Findings;
}

/**
 * Somewhere that messages go, in the shape of MCP's Streamable HTTP: a server itself, a bridge before one that speaks
 * another era or transport, or the gateway's own endpoint over all of a person's servers.
 */
export interface Upstream {
  /** Throws when there is no answer at all. */
  send(request: UpstreamRequest): Promise<UpstreamAnswer>;
}
