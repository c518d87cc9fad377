import { type Duplex, Readable } from 'node:stream';
import { FrameReader, type FrameStream } from './FrameReader';

/**
 * One output of a container, out of the frames of its connection. It ends without an error when the connection does: whoever asks
 * how the container is learns why.
 *
 * @param mostUnread absent: what nobody reads waits in the container. Else it is taken at once, and the connection ended where
 * more than that is unread.
 */
export function readOutput(
  socket: Duplex,
  options: { wanted: FrameStream; mostUnread?: number },
): Readable {
  const { wanted, mostUnread } = options;
  const frames = FrameReader.create();
  let isOver = false;
  const output = new Readable({
    highWaterMark: 64 * 1024,
    read: () => socket.resume(),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  const end = () => {
    if (!isOver) output.push(null);
    isOver = true;
  };
  socket.on('data', (chunk: Buffer) => {
    if (isOver) return;
    try {
      const parts = frames
        .push(chunk)
        .filter(({ stream }) => stream === wanted);
      const goesOn = parts
        .map(({ bytes }) => output.push(bytes))
        .every(Boolean);
      if (mostUnread === undefined && !goesOn) socket.pause();
      else if (output.readableLength > (mostUnread ?? Infinity))
        socket.destroy();
    } catch {
      // It sends what is no output.
      socket.destroy();
    }
  });
  socket.on('end', end);
  socket.on('close', end);
  return output;
}
