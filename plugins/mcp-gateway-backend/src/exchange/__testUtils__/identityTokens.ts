import { importJWK, SignJWT } from 'jose';
import type { IdentityTokens } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { RunningProvider } from '../../__testUtils__/counterparts/startProvider';

/** People's tokens at an identity provider, as if they had signed in to it; a test says what is wrong with them. */
export function identityTokens(options: {
  provider: RunningProvider;
  clientId: string;
}) {
  const { provider, clientId } = options;
  const state = {
    linked: new Set<string>(),
    /** Laid over the claims of ID tokens. */
    lies: {} as Record<string, unknown>,
    refusals: [] as string[],
  };
  const needs = { kind: 'needs-sign-in' as const, connectPath: '/connect/idp' };
  const tokens: IdentityTokens = {
    async tokenOf({ userRef, kind }) {
      if (!state.linked.has(userRef)) return { ...needs, why: 'not linked' };
      if (kind === 'refresh-token') {
        const client = await provider.provider.Client.find(clientId);
        if (!client) throw new Error('No such client');
        const properties = { client, accountId: userRef, scope: 'openid' };
        const token = new provider.provider.RefreshToken(
          properties as ConstructorParameters<
            typeof provider.provider.RefreshToken
          >[0],
        );
        return { kind: 'token', token: await token.save() };
      }
      const token = await new SignJWT({
        iss: provider.issuer,
        sub: userRef,
        aud: clientId,
        iat: Math.floor(Date.now() / 1000),
        exp: Math.floor(Date.now() / 1000) + 300,
        ...state.lies,
      })
        .setProtectedHeader({ alg: 'ES256', kid: provider.signingKey.kid })
        .sign(await importJWK(provider.signingKey, 'ES256'));
      return { kind: 'token', token };
    },
    async refused({ userRef }) {
      state.refusals.push(userRef);
      return { ...needs, why: 'sign in again' };
    },
  };
  return { ...tokens, state };
}
