import type { Client } from 'oidc-provider';
import { isLoopback } from './checkRedirectUri';

/** Whether a page may speak to the token endpoint: one of a public client's own, that it redirects to. */
export function allowsOrigin(origin: string, client: Client): boolean {
  const asking = URL.parse(origin);
  if (!asking || client.tokenEndpointAuthMethod !== 'none') return false;
  return (client.redirectUris ?? []).some(text => {
    const own = URL.parse(text);
    if (!own || own.origin === 'null') return false;
    const isSameMachine =
      isLoopback(own) && isLoopback(asking) && own.hostname === asking.hostname;
    return own.origin === asking.origin || isSameMachine;
  });
}
