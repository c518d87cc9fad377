import type { IncomingHttpHeaders } from 'http';
import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Makes the check against DNS rebinding: the names under which this listener is known, and web pages of nobody else. */
export function createHostCheck(options: {
  publicUrl: string;
  /** The listener is reachable from this machine only. */
  isLoopback: boolean;
  allowedOrigins: readonly string[];
}): (headers: IncomingHttpHeaders) => DecisionReason | undefined {
  const publicUrl = new URL(options.publicUrl);
  const ownHost = publicUrl.host;
  const origins = new Set([publicUrl.origin, ...options.allowedOrigins]);

  return ({ host, origin }) => {
    if (!host || !isKnownHost(host)) return 'edge.forbidden-host';
    // Ordinary MCP clients send no Origin; a page in a browser always does.
    if (origin !== undefined && !origins.has(origin)) {
      return 'edge.forbidden-origin';
    }
    return undefined;
  };

  function isKnownHost(host: string): boolean {
    if (host === ownHost) return true;
    if (host.toLocaleLowerCase('en-US') === ownHost) return true;
    const url = URL.parse(`http://${host}`);
    return options.isLoopback && url !== null && LOOPBACK.has(url.hostname);
  }
}
