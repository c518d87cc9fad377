/** Where the authorization server answers, below the gateway's public address. */
export const PATHS = {
  authorization: '/authorize',
  token: '/token',
  revocation: '/revoke',
  registration: '/register',
  jwks: '/.well-known/jwks.json',
  metadata: '/.well-known/oauth-authorization-server',
  consent: '/consent',
} as const;

const BELOW = /^\/(?:authorize|consent)\/[\w-]{1,64}$/;
const OWN = new Set<string>([
  PATHS.authorization,
  PATHS.token,
  PATHS.revocation,
  PATHS.registration,
  PATHS.metadata,
]);

/** Whether a path is the authorization server's. */
export function isAuthorizationPath(path: string): boolean {
  return OWN.has(path) || BELOW.test(path);
}
