import type { CredentialResult } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Link, Obtained } from './types';

/** As the credential stage wants it: a bearer token (RFC 6750 §2.1), or why there is none. */
export function toCredential(
  obtained: Obtained,
  link?: Link,
): CredentialResult {
  return obtained.kind === 'token'
    ? {
        kind: 'headers',
        headers: { authorization: `Bearer ${obtained.token}` },
        secrets: [obtained.token],
        ...(link !== undefined && { account: link }),
      }
    : obtained;
}
