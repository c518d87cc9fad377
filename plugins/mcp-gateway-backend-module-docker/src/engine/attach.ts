import { once } from 'node:events';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import type { EngineClient } from './EngineClient';
import { readOutput } from './readOutput';

/** A container's input and outputs, each by a connection of its own. */
export interface Attachment {
  readonly input: Writable;
  readonly output: Readable;
  readonly log: Readable;
  /** Resolves when one of the outputs has no connection any more, or the input has none before it was ended. */
  readonly detached: Promise<void>;
  /** Resolves when none has. */
  readonly closed: Promise<void>;
  /** Lets go of it. */
  close(): void;
}

/**
 * Attaches to a container, best before it begins. Whoever does not read the log must not keep answers back, and an output that
 * the engine has given up has to be noticed, which it is only where nothing else is on its connection.
 *
 * @param mostUnread of an engine that throws away what is not read at once: it is read, up to so much.
 */
export async function attach(options: {
  client: EngineClient;
  id: string;
  mostUnread?: number;
}): Promise<Attachment> {
  const { client, id, mostUnread } = options;
  const connect = async (stream: 'stdin' | 'stdout' | 'stderr') => {
    const { socket, head } = await client.upgrade({
      path: `/containers/${id}/attach`,
      query: { stream: '1', [stream]: '1' },
    });
    socket.on('error', () => {});
    if (head.length > 0) socket.unshift(head);
    const closed = new Promise<void>(resolve => {
      socket.once('close', () => resolve());
    });
    return { socket, closed };
  };
  const opened: Awaited<ReturnType<typeof connect>>[] = [];
  const close = () => opened.forEach(({ socket }) => socket.destroy());
  try {
    for (const stream of ['stdin', 'stdout', 'stderr'] as const) {
      opened.push(await connect(stream));
    }
  } catch (error) {
    close();
    throw error;
  }
  const [stdin, stdout, stderr] = opened;
  const outputs = [stdout.closed, stderr.closed];
  const input = openInput(stdin);
  const inputLost = new Promise<void>(resolve => {
    void stdin.closed.then(() => {
      // Whoever ended it knows.
      if (!input.writableEnded) resolve();
    });
  });
  return {
    input,
    output: readOutput(stdout.socket, { wanted: 'stdout', mostUnread }),
    log: readOutput(stderr.socket, { wanted: 'stderr', mostUnread }),
    detached: Promise.race([...outputs, inputLost]),
    closed: Promise.all(outputs).then(() => {}),
    close,
  };
}

function openInput({
  socket,
  closed,
}: {
  socket: NodeJS.ReadWriteStream;
  closed: Promise<void>;
}): Writable {
  const input = new PassThrough();
  input.on('error', () => {});
  input.pipe(socket);
  socket.resume();
  // Whoever writes to a container that is gone is not kept waiting for it.
  void closed.then(() => {
    input.unpipe();
    input.resume();
  });
  return input;
}

/** Resolves with the first bytes of an output, or nothing where there are none. */
export async function firstOutput(output: Readable): Promise<string> {
  const [bytes] = await Promise.race([
    once(output, 'data'),
    once(output, 'end').then(() => ['']),
  ]);
  return String(bytes);
}
