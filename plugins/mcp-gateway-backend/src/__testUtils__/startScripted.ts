import { once } from 'events';
import { createServer, type IncomingHttpHeaders } from 'http';
import type { AddressInfo } from 'net';
import { buffer } from 'stream/consumers';

/** One request as it reached the server behind the gateway. */
export interface ScriptedRequest {
  httpMethod: string;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

/** What the server answers. */
export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A server behind the gateway that answers exactly what a test says, right or wrong. */
export async function startScripted(
  answer: (
    request: ScriptedRequest,
  ) => ScriptedAnswer | Promise<ScriptedAnswer>,
) {
  const seen: ScriptedRequest[] = [];
  const http = createServer(async (request, response) => {
    const { headers, method: httpMethod = '' } = request;
    const scripted = { httpMethod, headers, bytes: await buffer(request) };
    seen.push(scripted);
    const { status = 200, headers: more, body } = await answer(scripted);
    response.writeHead(status, {
      'content-type': 'application/json',
      ...more,
    });
    response.end(body);
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    seen,
    stop: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
