import { once } from 'node:events';
import { Agent, createServer, request as send } from 'node:http';

/**
 * The official suite cannot send a token: this stands in front of the gateway and adds one, nothing else. What the suite sends
 * under this shim's own name arrives under the gateway's; any other Host or Origin arrives as it is, for the gateway to judge.
 * @param {{target: string, token: string}} options
 */
export async function startShim({ target, token }) {
  const to = new URL(target);
  const agent = new Agent({ keepAlive: true });
  let own = '';

  const http = createServer((request, response) => {
    const headers = { ...request.headers };
    if (headers.host === own) headers.host = to.host;
    if (headers.origin === `http://${own}`) headers.origin = to.origin;
    headers.authorization = `Bearer ${token}`;
    const forwarded = send(
      to,
      // setHost: the Host above stands, right or wrong.
      { agent, method: request.method, headers, setHost: false },
      answer => {
        response.writeHead(answer.statusCode, answer.headers);
        response.flushHeaders();
        answer.pipe(response);
        answer.on('error', () => response.destroy());
      },
    );
    forwarded.on('error', () => response.destroy());
    // A client that goes away is gone for the gateway too.
    response.on('close', () => forwarded.destroy());
    request.pipe(forwarded);
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  own = `localhost:${http.address().port}`;

  return {
    url: `http://${own}${to.pathname}`,
    stop: async () => {
      agent.destroy();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
