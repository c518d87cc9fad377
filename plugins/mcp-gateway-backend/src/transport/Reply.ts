import type { OutgoingHttpHeaders } from 'http';
import type { Writable } from 'stream';

/** Where an answer goes: an HTTP response, or memory for a call that the gateway makes for its own endpoint. */
export interface Reply extends Writable {
  readonly headersSent: boolean;
  writeHead(status: number, headers: OutgoingHttpHeaders): unknown;
  /** Sends the head now: a stream's first event may take a while. */
  flushHeaders(): void;
}
