import type { IncomingMessage, ServerResponse } from 'http';
import type { AuthorizationServer } from '../authorization-server/AuthorizationServer';
import type { createHostCheck } from './checkHost';

/** Takes requests to the authorization server from HTTP: the same names as everywhere, and bodies within bounds. */
export class AuthorizationHandler {
  static create(options: {
    server: Pick<AuthorizationServer, 'handle' | 'issuer'>;
    checkHost: ReturnType<typeof createHostCheck>;
    bodyTimeoutMs: number;
  }) {
    return new AuthorizationHandler(options);
  }

  readonly #options: Parameters<typeof AuthorizationHandler.create>[0];

  private constructor(
    options: Parameters<typeof AuthorizationHandler.create>[0],
  ) {
    this.#options = options;
  }

  get issuer(): string {
    return this.#options.server.issuer;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { server, checkHost, bodyTimeoutMs } = this.#options;
    // Pages of clients may ask too: what each may, the server knows from the client.
    const { origin: _ofAnybody, ...headers } = request.headers;
    if (checkHost(headers)) {
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: 'forbidden_host' }));
      return;
    }
    // The library bounds the size of a body, not the time that it takes.
    const timer = setTimeout(() => request.destroy(), bodyTimeoutMs);
    request.once('end', () => clearTimeout(timer));
    response.once('close', () => clearTimeout(timer));
    if (request.method === 'GET') clearTimeout(timer);
    await server.handle(request, response);
  }
}
