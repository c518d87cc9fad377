import { PassThrough, type Readable, Writable } from 'node:stream';
import type { ClusterClient, PodSocket } from '../cluster/ClusterClient';

const [STDIN, STDOUT, STDERR, CLOSE] = [0, 1, 2, 255];
const CAN_CLOSE = 'v5.channel.k8s.io';
/** A proxy on the way ends what is silent. */
const PING_MS = 20_000;
/** One message of the API server's; bigger ones are cut. */
const MOST_MESSAGE = 32 * 1024;

/** A server's input and outputs, over a WebSocket of the API server. */
export class AttachedStreams {
  /** @throws where the container does not run. */
  static async attach(
    client: ClusterClient,
    pod: { name: string; namespace: string; container: string },
  ): Promise<AttachedStreams> {
    const early: [number, Buffer][] = [];
    let take = (channel: number, data: Buffer): void => {
      early.push([channel, data]);
    };
    const socket = await client.attach(pod, (channel, data) =>
      take(channel, data),
    );
    const streams = new AttachedStreams(socket);
    take = (channel, data) => streams.#take(channel, data);
    early.splice(0).forEach(([channel, data]) => take(channel, data));
    return streams;
  }

  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** When the connection is over, however that came. */
  readonly closed: Promise<void>;
  readonly #socket: PodSocket;
  readonly #outputs: Record<number, PassThrough>;

  private constructor(socket: PodSocket) {
    this.#socket = socket;
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    this.#outputs = { [STDOUT]: stdout, [STDERR]: stderr };
    this.stdout = stdout;
    this.stderr = stderr;
    this.stdin = new Writable({
      write: (chunk: Buffer, _, done) => this.#write(chunk, done),
      final: done => {
        // Older servers cannot close one side: then the end of its input comes with the end of its pod.
        if (socket.protocol !== CAN_CLOSE) done();
        else this.#send(Buffer.from([CLOSE, STDIN]), done);
      },
    });
    // Who writes to a server that has ended is told by its exit.
    this.stdin.on('error', () => {});
    const ping = setInterval(() => {
      if (socket.readyState === socket.OPEN) socket.ping();
    }, PING_MS);
    this.closed = new Promise(resolve => {
      socket.on('error', () => socket.terminate());
      socket.on('close', () => {
        clearInterval(ping);
        stdout.end();
        stderr.end();
        this.stdin.destroy();
        resolve();
      });
      if (socket.readyState >= socket.CLOSING) socket.emit('close');
    });
  }

  close(): void {
    this.#socket.terminate();
  }

  #take(channel: number, data: Buffer): void {
    const output = this.#outputs[channel];
    if (!output || data.length === 0 || output.writableEnded) return;
    if (output.write(data)) return;
    // What nobody reads is not taken from the network either.
    this.#socket.pause();
    output.once('drain', () => this.#socket.resume());
  }

  #write(chunk: Buffer, done: (error?: Error | null) => void): void {
    const parts: Buffer[] = [];
    for (let from = 0; from < chunk.length; from += MOST_MESSAGE) {
      parts.push(chunk.subarray(from, from + MOST_MESSAGE));
    }
    const next = (error?: Error | null) => {
      const part = parts.shift();
      if (error || !part) done(error);
      else this.#send(Buffer.concat([Buffer.from([STDIN]), part]), next);
    };
    next();
  }

  #send(message: Buffer, done: (error?: Error | null) => void): void {
    if (this.#socket.readyState !== this.#socket.OPEN) {
      done(new Error('The connection to the pod is over'));
      return;
    }
    this.#socket.send(message, error => done(error ?? null));
  }
}
