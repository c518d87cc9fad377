import type { ServerCredential } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { T } from '../hooks/useT';

/** With which credential calls reach the system behind a server, as a sentence. */
export function credentialWords(
  credential: ServerCredential | undefined,
  t: T,
): string {
  switch (credential?.type) {
    case undefined:
    case 'none':
      return t('credential.none');
    case 'static':
      return t('credential.static', { secret: credential.secret });
    case 'personal-key':
      return t('credential.personalKey');
    case 'user-oauth':
      return credential.scopes?.length
        ? t('credential.userOauthScopes', {
            scopes: credential.scopes.join(', '),
          })
        : t('credential.userOauth');
    case 'signed-assertion':
      return t('credential.signedAssertion');
    case 'token-exchange':
      return t('credential.tokenExchange', { exchange: credential.exchange });
    case 'id-jag':
      return t('credential.idJag', { provider: credential.provider });
    default:
      throw new Error(`No such credential: ${credential satisfies never}`);
  }
}
