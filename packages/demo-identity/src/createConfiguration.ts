import { interactionPolicy, type Configuration } from 'oidc-provider';
import type { Keys } from './loadKeys';
import { messagePage } from './pages/messagePage';
import type { Person } from './readPeople';
import type { SessionStore } from './SessionStore';

/** The portal as a client of this provider. */
export const PORTAL_CLIENT_ID = 'sallyport-portal';

/** The portal's registry, which has people sign in again: says when they did. */
export const FRESH_CLIENT_ID = 'sallyport-registry';

const HOUR = 60 * 60;

/** Asks who it is at every sign-in: whoever tries the loop changes hats all the time. */
function askEveryTime() {
  const { Check, base } = interactionPolicy;
  const policy = base();
  policy
    .get('login')
    ?.checks.add(
      new Check(
        'choose_person',
        'Choose one of the example people',
        'login_required',
        ctx =>
          ctx.oidc.result?.login
            ? Check.NO_NEED_TO_PROMPT
            : Check.REQUEST_PROMPT,
      ),
    );
  return policy;
}

/** The configuration of `oidc-provider`. */
export function createConfiguration(options: {
  keys: Keys;
  people: Person[];
  store: SessionStore;
  clientSecret: string;
  redirectUri: string;
}): Configuration {
  const { keys, people, store, clientSecret, redirectUri } = options;
  return {
    adapter: model => store.adapter(model),
    clients: [
      {
        client_id: PORTAL_CLIENT_ID,
        client_name: 'Sallyport portal',
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
      {
        client_id: FRESH_CLIENT_ID,
        client_name: 'Sallyport, to sign in again',
        client_secret: clientSecret,
        // Beside the other one: both are the portal's backend.
        redirect_uris: [
          new URL('/api/mcp-registry/fresh-sign-in/callback', redirectUri).href,
        ],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
        require_auth_time: true,
      },
    ],
    jwks: { keys: [keys.signing] },
    cookies: { keys: [keys.cookie] },
    pkce: { required: () => true },
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: false },
    },
    interactions: {
      url: (_ctx, interaction) => `/login/${interaction.uid}`,
      policy: askEveryTime(),
    },
    async findAccount(_ctx, id) {
      const person = people.find(({ name }) => name === id);
      return (
        person && {
          accountId: person.name,
          claims: async () => ({
            sub: person.name,
            name: person.displayName,
            preferred_username: person.name,
            email: person.email,
            email_verified: true,
          }),
        }
      );
    },
    // The portal is first-party: its people are not asked whether it may know their name.
    async loadExistingGrant(ctx) {
      const { client, session, params, provider } = ctx.oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new provider.Grant({
        clientId: client.clientId,
        accountId: session.accountId,
      });
      grant.addOIDCScope(String(params?.scope ?? 'openid'));
      await grant.save();
      return grant;
    },
    issueRefreshToken: async (_ctx, client) =>
      client.grantTypeAllowed('refresh_token'),
    // Several tabs of the portal refresh with the same cookie at once: rotation would sign people out.
    rotateRefreshToken: false,
    expiresWithSession: () => false,
    ttl: {
      AccessToken: HOUR,
      AuthorizationCode: 60,
      Grant: 14 * 24 * HOUR,
      IdToken: HOUR,
      Interaction: HOUR,
      RefreshToken: 14 * 24 * HOUR,
      Session: 14 * 24 * HOUR,
    },
    async renderError(ctx, out) {
      ctx.type = 'html';
      ctx.body = messagePage({
        title: 'That sign-in did not work',
        text: `${out.error_description ?? out.error}.`,
        hint: 'Nothing was changed. Go back to the portal and sign in again.',
      });
    },
  };
}
