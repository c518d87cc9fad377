import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * Where the client program reports: one request, `place` says where to go.
 * @param {(request: {revision: string, scenario: string, url: string, context: object}) => Promise<{endpoint: string, token: string}>} place
 */
export async function startDesk(place) {
  const http = createServer(async (request, response) => {
    try {
      const placed = await place(JSON.parse(await text(request)));
      response.writeHead(200).end(JSON.stringify(placed));
    } catch (error) {
      response.writeHead(500).end(String(error?.stack ?? error));
    }
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    stop: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
