import { isLoopback } from './checkRedirectUri';

/** Where a client's codes go, in a form that people can judge. */
export interface RedirectTarget {
  /** The host; where an app has a scheme of its own, that. */
  redirectHost: string;
  /** A program on the person's own machine, an app that opens links of its own kind, or a host on the web. */
  redirectKind: 'program' | 'app' | 'web';
}

/** What people are told of a redirect address. */
export function redirectTarget(redirectUri: string): RedirectTarget {
  const url = new URL(redirectUri);
  if (isLoopback(url)) {
    return { redirectHost: url.host, redirectKind: 'program' };
  }
  return url.protocol === 'https:'
    ? { redirectHost: url.host, redirectKind: 'web' }
    : { redirectHost: url.protocol.slice(0, -1), redirectKind: 'app' };
}
