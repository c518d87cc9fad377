import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'http';
import { PassThrough } from 'stream';
import type { Reply } from '../transport/Reply';
import type { UpstreamAnswer } from '../transport/Upstream';

/** Takes the answer to a call that the gateway makes itself, and hands it on as it comes. */
export class MemoryReply extends PassThrough implements Reply {
  /** Resolves with the head; rejects when the reply ends without one. */
  readonly answer: Promise<UpstreamAnswer>;
  #headersSent = false;
  #begin: (answer: UpstreamAnswer) => void = () => {};

  constructor() {
    super();
    // The stages of forwarding each look for its end.
    this.setMaxListeners(32);
    this.answer = new Promise((resolve, reject) => {
      this.#begin = resolve;
      this.once('close', () => reject(new Error('There is no answer')));
    });
    // Whoever reads it learns of errors; nobody needs to.
    this.answer.catch(() => {});
    this.on('error', () => {});
  }

  get headersSent() {
    return this.#headersSent;
  }

  writeHead(status: number, headers: OutgoingHttpHeaders) {
    if (this.#headersSent) return;
    this.#headersSent = true;
    this.#begin({
      status,
      headers: headers as IncomingHttpHeaders,
      body: this,
    });
  }

  flushHeaders() {
    // The head is there as soon as it is written.
  }
}
