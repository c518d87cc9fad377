import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Stands before several gateways, and sends each request where the test says. */
export async function startBalancer(
  choose: (body: string) => string | undefined,
) {
  const http = createServer((incoming, answer) => {
    const pass = async () => {
      const body = await buffer(incoming);
      const target = choose(body.toString());
      if (target === undefined) {
        answer.writeHead(502).end();
        return;
      }
      const { method, url = '', headers } = incoming;
      const passed = forward(new URL(url, target), { method, headers });
      answer.once('close', () => passed.destroy());
      passed.once('error', () => answer.destroy());
      passed.end(body);
      const [response] = await once(passed, 'response');
      answer.writeHead(response.statusCode, response.headers);
      answer.flushHeaders();
      response.pipe(answer);
    };
    pass().catch(() => answer.destroy());
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    stop: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
