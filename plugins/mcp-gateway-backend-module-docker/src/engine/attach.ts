import { once } from 'node:events';
import { type Duplex, PassThrough, Readable, type Writable } from 'node:stream';
import type { EngineClient } from './EngineClient';
import { FrameReader, type FrameStream } from './FrameReader';

/** One attachment to a container: its input, and one output. */
export interface Attachment {
  readonly input: Writable;
  readonly output: Readable;
  /** Resolves when the connection is over. */
  readonly closed: Promise<void>;
  /** Lets go of it. */
  close(): void;
}

/**
 * Attaches to one output of a container, and to its input beside. One connection for each output: whoever does not read the
 * log must not keep answers back.
 */
export async function attach(options: {
  client: EngineClient;
  id: string;
  output: Exclude<FrameStream, 'stdin'>;
  withInput: boolean;
}): Promise<Attachment> {
  const { client, id, output, withInput } = options;
  const { socket, head } = await client.upgrade({
    path: `/containers/${id}/attach`,
    query: {
      stream: '1',
      [output]: '1',
      ...(withInput && { stdin: '1' }),
    },
  });
  if (head.length > 0) socket.unshift(head);
  const input = new PassThrough();
  input.on('error', () => {});
  socket.on('error', () => {});
  const closed = new Promise<void>(resolve => {
    socket.once('close', () => {
      // Whoever writes to a container that is gone is not kept waiting for it.
      input.unpipe();
      input.resume();
      resolve();
    });
  });
  if (withInput) input.pipe(socket);
  return {
    input,
    output: Readable.from(content(socket, output), {
      objectMode: false,
      highWaterMark: 64 * 1024,
    }),
    closed,
    close: () => socket.destroy(),
  };
}

/** Ends without an error when the connection does: whoever asks how the container is learns why. */
async function* content(
  socket: Duplex,
  wanted: FrameStream,
): AsyncGenerator<Buffer> {
  const frames = FrameReader.create();
  try {
    for await (const chunk of socket) {
      for (const { stream, bytes } of frames.push(chunk)) {
        if (stream === wanted) yield bytes;
      }
    }
  } catch {
    // The engine has gone, or sends what is no output.
  } finally {
    if (!socket.destroyed) socket.destroy();
  }
}

/** Resolves with the first bytes of an output. */
export async function firstOutput(output: Readable): Promise<string> {
  const [bytes] = await Promise.race([
    once(output, 'data'),
    once(output, 'end').then(() => ['']),
  ]);
  return String(bytes);
}
