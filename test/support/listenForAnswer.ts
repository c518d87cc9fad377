import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a program shows in the browser that came back to it. */
export const GOODBYE = 'You can close this window.';

/** A program on a person's machine that waits for their browser to come back. */
export async function listenForAnswer() {
  let arrived: (query: URLSearchParams) => void = () => {};
  let hasArrived = false;
  const answer = new Promise<URLSearchParams>(resolve => (arrived = resolve));
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(
      request.url ?? '/',
      'http://localhost',
    );
    // A browser asks for an icon as well.
    if (pathname === '/callback') {
      hasArrived = true;
      arrived(searchParams);
    }
    response.end(GOODBYE);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    redirectUri: `http://127.0.0.1:${port}/callback`,
    answer,
    /** Whether anybody came back. */
    hasArrived: () => hasArrived,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
