import { connect } from 'node:net';
import { WebSocketServer } from 'ws';

const PROTOCOL = 'v4.channel.k8s.io';
const [DATA, ERROR] = [0, 1];

/** Forwards a WebSocket to a port of a pod, with the channels of `v4.channel.k8s.io`: the port first on each, then what it carries. */
export function forwardServer() {
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols: offered => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  return {
    forward({ request, socket, head, host, port }) {
      server.handleUpgrade(request, socket, head, ws => {
        const send = (channel, data) =>
          ws.send(Buffer.concat([Buffer.from([channel]), data]));
        const prefix = Buffer.from([port & 255, port >> 8]);
        for (const channel of [DATA, ERROR]) send(channel, prefix);
        const pod = connect({ host, port });
        pod.on('data', data => {
          send(DATA, data);
          if (ws.bufferedAmount < 1024 * 1024) return;
          pod.pause();
          const timer = setInterval(() => {
            if (ws.bufferedAmount > 64 * 1024 && ws.readyState === ws.OPEN)
              return;
            clearInterval(timer);
            pod.resume();
          }, 10);
        });
        pod.on('error', error => {
          if (ws.readyState === ws.OPEN)
            send(ERROR, Buffer.from(`error forwarding port: ${error.message}`));
        });
        pod.on('close', () => ws.close(1000));
        ws.on('message', data => {
          if (data[0] === DATA) pod.write(data.subarray(1));
        });
        ws.on('error', () => ws.terminate());
        ws.on('close', () => pod.destroy());
      });
    },
    /** Breaks all connections at once, as a network does. */
    breakAll() {
      for (const ws of server.clients) ws.terminate();
    },
  };
}
