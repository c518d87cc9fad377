import { isLoopback } from './checkRedirectUri';

/** Where a client's codes go, in a form that people can judge. */
export interface RedirectTarget {
  /** The host; where an app has a scheme of its own, that. */
  redirectHost: string;
  /** A program on the person's own machine. */
  isLoopbackRedirect: boolean;
}

/** What people are told of a redirect address. */
export function redirectTarget(redirectUri: string): RedirectTarget {
  const url = new URL(redirectUri);
  return {
    redirectHost: url.host || url.protocol.slice(0, -1),
    isLoopbackRedirect: isLoopback(url),
  };
}
