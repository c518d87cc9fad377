import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { errors } from 'oidc-provider';
import type { GrantParts } from './startProvider';

const NAME = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** The side of the server's authorization server: RFC 7523 with the draft's processing rules for the ID-JAG. */
export function addIdJagRedeeming(
  { provider, issue }: GrantParts,
  options: {
    /** The identity provider that it trusts. */
    issuer: string;
    keys: JSONWebKeySet;
    resources: string[];
  },
): void {
  const seen = new Set<string>();
  const verify = async (assertion: string) => {
    try {
      const { payload } = await jwtVerify(
        assertion,
        createLocalJWKSet(options.keys),
        {
          typ: 'oauth-id-jag+jwt',
          issuer: options.issuer,
          audience: provider.issuer,
          requiredClaims: ['jti', 'sub', 'exp', 'iat', 'client_id', 'resource'],
        },
      );
      return payload;
    } catch {
      throw new errors.InvalidGrant('the assertion is not acceptable');
    }
  };
  provider.registerGrantType<{ assertion?: string; scope?: string }>(
    NAME,
    async ctx => {
      const { params, client } = ctx.oidc;
      if (!params.assertion) throw new errors.InvalidRequest('no assertion');
      const grant = await verify(params.assertion);
      if (grant.client_id !== client.clientId) {
        throw new errors.InvalidGrant('it is for another client');
      }
      const { jti = '', sub = '', resource, scope } = grant;
      if (seen.has(jti)) throw new errors.InvalidGrant('it was used before');
      seen.add(jti);
      if (!options.resources.includes(String(resource))) {
        throw new errors.InvalidTarget('no such resource');
      }
      // Never more than the identity provider allowed.
      const allowed = new Set(String(scope ?? '').split(' '));
      const granted = (params.scope ?? '')
        .split(' ')
        .filter(one => one && allowed.has(one))
        .join(' ');
      const told = { target: resource };
      ctx.body = {
        ...(await issue({ client, person: sub, scope: granted, told })),
        token_type: 'Bearer',
        ...(granted && { scope: granted }),
      };
    },
    ['assertion', 'scope'],
  );
}
