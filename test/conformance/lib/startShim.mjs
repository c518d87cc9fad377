import { once } from 'node:events';
import { Agent, createServer, request as send } from 'node:http';

/**
 * The official suite cannot send a token: this stands in front of the gateway and adds one, nothing else. What the suite sends
 * under this shim's own name arrives under the gateway's; any other Host or Origin arrives as it is, for the gateway to judge.
 * Of several replicas every request goes to the next.
 * @param {{targets: string[], token: string}} options
 */
export async function startShim({ targets, token }) {
  const replicas = targets.map(target => new URL(target));
  // The address of all, as behind a load balancer.
  const [known] = replicas;
  let requests = 0;
  const agent = new Agent({ keepAlive: true });
  let own = '';

  const http = createServer((request, response) => {
    const to = replicas[requests++ % replicas.length];
    const headers = { ...request.headers };
    if (headers.host === own) headers.host = known.host;
    if (headers.origin === `http://${own}`) headers.origin = known.origin;
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
    url: `http://${own}${known.pathname}`,
    stop: async () => {
      agent.destroy();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
