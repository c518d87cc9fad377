import { once } from 'events';
import { createServer, type AddressInfo } from 'net';

/** A port that nobody listens on: the listener's public address must be known before it is bound. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
