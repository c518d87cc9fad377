import type { CredentialRequest } from './CredentialProvider';

/** Whose token it is, for what: nothing that differs for two of them may share one. */
export function keyOf(request: CredentialRequest): string {
  const { principal, serverRef, upstreamUrl, config } = request;
  return JSON.stringify([
    principal.userRef,
    principal.actor?.ref,
    serverRef,
    upstreamUrl,
    config,
  ]);
}
