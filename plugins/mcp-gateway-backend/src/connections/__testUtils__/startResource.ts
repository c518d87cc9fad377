import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An MCP server's door: it tells who guards it to whoever is not signed in. */
export interface Resource {
  readonly url: string;
  /** What its metadata says instead of the usual. */
  metadata: Record<string, unknown>;
  /** Says it in its challenge too. */
  isChallenging: boolean;
  stop(): Promise<void>;
}

export async function startResource(issuer: string): Promise<Resource> {
  const says: Pick<Resource, 'metadata' | 'isChallenging'> = {
    metadata: {},
    isChallenging: true,
  };
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}`;
    const metadata = `${origin}/.well-known/oauth-protected-resource/mcp`;
    if (`${origin}${request.url}` === metadata) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          resource: `${origin}/mcp`,
          authorization_servers: [issuer],
          scopes_supported: ['orders.read'],
          ...says.metadata,
        }),
      );
    } else if (request.url === '/mcp') {
      response.writeHead(401, {
        'www-authenticate': says.isChallenging
          ? `Bearer resource_metadata="${metadata}", scope="orders.read"`
          : 'Bearer',
      });
      response.end();
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return Object.assign(says, {
    url: `http://127.0.0.1:${port}/mcp`,
    async stop() {
      await new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  });
}
