import { setTimeout as wait } from 'node:timers/promises';
import type { Server, Socket } from 'node:net';

const STEP_MS = 50;

/**
 * Remembers who is connected to a server, and ends what is open when the portal stops: a browser's tab keeps a WebSocket
 * (signals), and often a connection on which it has asked nothing yet. Node waits for both.
 *
 * @returns what lets answers under way finish for a while, and then ends every connection.
 */
export function endOpenConnections(
  server: Server,
  options: { graceMs: number; isAnswering: () => boolean },
): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return async () => {
    const until = performance.now() + options.graceMs;
    while (options.isAnswering() && performance.now() < until) {
      await wait(STEP_MS);
    }
    for (const socket of sockets) socket.destroy();
  };
}
