import { WebSocketServer } from 'ws';

const PROTOCOL = 'v5.channel.k8s.io';
const [STDIN, STDOUT, STDERR, STATUS, CLOSE] = [0, 1, 2, 3, 255];

/** Attaches a WebSocket to a container, with the channels of `v5.channel.k8s.io`. */
export function attachServer() {
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols: offered => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  return {
    attach({ request, socket, head, container, query, stdinOnce }) {
      server.handleUpgrade(request, socket, head, ws => {
        const send = channel => data => {
          ws.send(Buffer.concat([Buffer.from([channel]), data]));
          // A client that does not read holds the program back, and nobody else.
          if (ws.bufferedAmount < 1024 * 1024) return;
          container.pauseOutput(true);
          const timer = setInterval(() => {
            if (ws.bufferedAmount > 64 * 1024 && ws.readyState === ws.OPEN)
              return;
            clearInterval(timer);
            container.pauseOutput(false);
          }, 10);
        };
        const out = send(STDOUT);
        const err = send(STDERR);
        if (query.get('stdout') === 'true') container.on('stdout', out);
        if (query.get('stderr') === 'true') container.on('stderr', err);
        ws.on('message', data => {
          if (query.get('stdin') !== 'true') return;
          if (data[0] === STDIN) container.write(data.subarray(1));
          else if (data[0] === CLOSE && data[1] === STDIN) container.endInput();
        });
        const end = () => {
          ws.send(
            Buffer.concat([
              Buffer.from([STATUS]),
              Buffer.from(JSON.stringify({ metadata: {}, status: 'Success' })),
            ]),
          );
          ws.close(1000);
        };
        container.once('end', end);
        ws.on('error', () => ws.terminate());
        ws.on('close', () => {
          container.off('stdout', out);
          container.off('stderr', err);
          container.off('end', end);
          if (stdinOnce && query.get('stdin') === 'true') container.endInput();
        });
      });
    },
    /** Breaks all connections at once, as a network does. */
    breakAll() {
      for (const ws of server.clients) ws.terminate();
    },
  };
}
