import { extractWWWAuthenticateParams } from '@modelcontextprotocol/client';

const MAX_LENGTH = 4000;
/** RFC 6749 §3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/;
const MAX_SCOPES = 50;

/** Which scopes a server wants beside those of the credential (RFC 6750 §3.1), where that is why it refuses. */
export function lackingScopes(
  status: number,
  challenge: string | string[] | undefined,
): string[] | undefined {
  if (status !== 403 || typeof challenge !== 'string') return undefined;
  if (challenge.length > MAX_LENGTH) return undefined;
  const headers = { 'www-authenticate': challenge };
  const { error, scope } = extractWWWAuthenticateParams(
    new Response(null, { status, headers }),
  );
  if (error !== 'insufficient_scope' || scope === undefined) return undefined;
  const scopes = scope.split(' ').filter(one => SCOPE.test(one));
  return scopes.length > 0 ? scopes.slice(0, MAX_SCOPES) : undefined;
}
