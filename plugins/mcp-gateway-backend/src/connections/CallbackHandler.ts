import type { IncomingMessage, ServerResponse } from 'node:http';
import { messagePage } from '../authorization-server/messagePage';
import type { createHostCheck } from '../edge/checkHost';
import type { AccountLinks } from './AccountLinks';
import { clientDocument } from './oauth/clientDocument';
import { CLIENT_PATHS } from './oauth/paths';

const MAX_ADDRESS = 16_384;
/** Addresses of these pages hold codes and tickets. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Where issuers send people back to, on the gateway's origin, and where they read who the gateway is. It ends in the portal. */
export class CallbackHandler {
  static create(options: {
    links: Pick<AccountLinks, 'callback'>;
    publicUrl: string;
    portalUrl?: string;
    checkHost: ReturnType<typeof createHostCheck>;
  }): CallbackHandler {
    return new CallbackHandler(options);
  }

  readonly #options: Parameters<typeof CallbackHandler.create>[0];

  private constructor(options: Parameters<typeof CallbackHandler.create>[0]) {
    this.#options = options;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { checkHost, publicUrl } = this.#options;
    const { origin: _ofAnybody, ...headers } = request.headers;
    const address = request.url ?? '/';
    if (checkHost(headers) || address.length > MAX_ADDRESS) {
      response.writeHead(403, HEADERS).end();
    } else if (request.method !== 'GET') {
      response.writeHead(405, { ...HEADERS, allow: 'GET' }).end();
    } else {
      const url = new URL(address, publicUrl);
      if (url.pathname === CLIENT_PATHS.document) this.#document(response);
      else await this.#callback(url, response);
    }
  }

  #document(response: ServerResponse): void {
    response.writeHead(200, {
      ...HEADERS,
      'content-type': 'application/json',
      'cache-control': 'public, max-age=300',
    });
    response.end(JSON.stringify(clientDocument(this.#options.publicUrl)));
  }

  async #callback(url: URL, response: ServerResponse): Promise<void> {
    const { links, portalUrl } = this.#options;
    const ticket = portalUrl && (await links.callback(url.searchParams));
    if (ticket) {
      // Behind the #, which the browser sends nobody: the portal's access log does not have it (C6).
      const done = new URLSearchParams({ done: ticket });
      const location = `${portalUrl.replace(/\/$/, '')}/mcp/connect#${done}`;
      response.writeHead(303, { ...HEADERS, location }).end();
      return;
    }
    response.writeHead(400, {
      ...HEADERS,
      'content-type': 'text/html; charset=utf-8',
    });
    response.end(
      messagePage({
        title: 'Begin again',
        text: 'This sign-in has ended, or it was answered already.',
        hint: 'Nothing was connected. Begin again under My access in the portal.',
      }),
    );
  }
}
