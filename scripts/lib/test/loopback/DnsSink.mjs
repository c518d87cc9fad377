// The namespace's only name server: it knows no name, says so at once, and remembers who asked for what.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { whoHolds } from './whoHolds.mjs';

const HEADER_BYTES = 12;
const MOST_LABELS = 128;

/** The name of a query's first question, or undefined where there is none. */
export function readName(query) {
  const labels = [];
  let at = HEADER_BYTES;
  while (labels.length < MOST_LABELS && at < query.length) {
    const length = query[at];
    if (length === 0) return { name: labels.join('.') || '.', end: at + 1 + 4 };
    if (length > 63 || at + 1 + length > query.length) return undefined;
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return undefined;
}

/** "There is no such name", to a query that can be read. */
function noSuchName(query, end) {
  const answer = Buffer.from(query.subarray(0, end));
  answer[2] = 0x84 | (answer[2] & 0x01); // an answer, with authority
  answer[3] = 0x83; // recursion available; NXDOMAIN
  answer.writeUInt16BE(1, 4);
  answer.fill(0, 6, HEADER_BYTES);
  return answer;
}

export class DnsSink {
  /** Listens on 127.0.0.1. @param {{port?: number}} [options] */
  static async listen({ port = 53 } = {}) {
    const socket = createSocket('udp4');
    socket.bind(port, '127.0.0.1');
    await once(socket, 'listening');
    return new DnsSink(socket);
  }

  #socket;
  #asked = new Map();

  constructor(socket) {
    this.#socket = socket;
    socket.on('message', (query, { port }) => this.#take(query, port));
    socket.on('error', () => {});
  }

  get port() {
    return this.#socket.address().port;
  }

  /** One entry for each name and process. */
  get attempts() {
    return [...this.#asked.values()];
  }

  close() {
    this.#socket.close();
  }

  #take(query, port) {
    const question = readName(query);
    const to = question?.name.toLowerCase() ?? '(not a DNS query)';
    // The socket is open as long as its owner waits for the answer.
    const { who, gid } = whoHolds(port);
    const key = JSON.stringify([to, who, gid]);
    const known = this.#asked.get(key) ?? {
      what: 'dns',
      to,
      who,
      gid,
      count: 0,
    };
    known.count++;
    this.#asked.set(key, known);
    if (question)
      this.#socket.send(noSuchName(query, question.end), port, '127.0.0.1');
  }
}
