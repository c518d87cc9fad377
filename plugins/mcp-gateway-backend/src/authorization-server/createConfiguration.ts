import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  type Adapter,
  type Configuration,
  errors,
  type JWK,
} from 'oidc-provider';
import type { MembershipResolver } from '../access/types';
import { MAX_TTL_MS } from '../tokens/limits';
import { allowsOrigin } from './allowsOrigin';
import { askInPortal } from './askInPortal';
import type { AuthorizationSettings } from './AuthorizationSettings';
import { checkClient } from './checkClient';
import { CLIENT_ALGORITHMS } from './CLIENT_ALGORITHMS';
import type { ClientDocuments } from './ClientDocuments';
import { messagePage } from './messagePage';
import { PATHS } from './paths';
import { SCOPE } from './scope';
import { serverOfResource } from './serverOfResource';
import type { TokenIssuer } from './TokenIssuer';

const CODE_SECONDS = 60;
/** How long a person may take to decide. */
const INTERACTION_SECONDS = 30 * 60;
const MAX_KEYS_BYTES = 64 * 1024;

/** The configuration of `oidc-provider`: OAuth 2.1, and nothing of OpenID Connect. */
export function createConfiguration(options: {
  settings: AuthorizationSettings;
  signingKey: JWK;
  cookieKeys: string[];
  adapter: (model: string) => Adapter;
  issuer: TokenIssuer;
  membership: MembershipResolver;
  documents: ClientDocuments;
  logger: LoggerService;
}): Configuration {
  const { settings, issuer, membership, documents } = options;
  return {
    adapter: options.adapter,
    jwks: { keys: [options.signingKey] },
    routes: {
      authorization: PATHS.authorization,
      token: PATHS.token,
      revocation: PATHS.revocation,
      registration: PATHS.registration,
      jwks: PATHS.jwks,
    },
    scopes: [SCOPE, 'offline_access'],
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'private_key_jwt'],
    enabledJWA: {
      clientAuthSigningAlgValues: [...CLIENT_ALGORITHMS],
      idTokenSigningAlgValues: ['ES256'],
    },
    clientDefaults: {
      // RFC 8252 §7.3: a program on a person's machine listens on any port. Web addresses are compared exactly all the same.
      application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      id_token_signed_response_alg: 'ES256',
    },
    extraClientMetadata: {
      properties: ['software_id'],
      validator: (_ctx, _key, _value, metadata) => checkClient(metadata),
    },
    allowOmittingSingleRegisteredRedirectUri: false,
    pkce: { required: () => true },
    cookies: {
      keys: options.cookieKeys,
      names: {
        session: 'sallyport_session',
        interaction: 'sallyport_interaction',
        resume: 'sallyport_resume',
      },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
      long: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    clientBasedCORS: (_ctx, origin, client) => allowsOrigin(origin, client),
    fetch: async (url, init) => await documents.fetch(url, init),
    fetchResponseBodyLimits: {
      'client_id metadata document': documents.maxBytes,
      jwks_uri: MAX_KEYS_BYTES,
    },
    features: {
      clientIdMetadataDocument: {
        enabled: documents.isOn,
        ack: 'draft-02',
        allowFetch: (_ctx, id) => documents.allows(id),
        allowClient: (_ctx, client) => documents.allows(client.clientId),
      },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      registration: {
        enabled: settings.dynamicRegistration,
        issueRegistrationAccessToken: false,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: async (_ctx, _client, oneOf) => {
          throw new errors.InvalidTarget(
            oneOf
              ? 'ask for one resource at a time'
              : 'resource is missing: the address of the MCP endpoint',
          );
        },
        getResourceServerInfo: async (_ctx, resource) => {
          if (serverOfResource(resource, settings.issuer) === undefined) {
            throw new errors.InvalidTarget(
              'resource is not an MCP endpoint of this gateway',
            );
          }
          return {
            scope: SCOPE,
            audience: resource,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
      revocation: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) =>
          token.clientId === client.clientId,
      },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    interactions: {
      url: (_ctx, interaction) => `${PATHS.consent}/${interaction.uid}`,
      policy: askInPortal(),
    },
    findAccount: async (_ctx, id) =>
      // Whoever left the company gets no token any more.
      (await membership.resolve(id))
        ? { accountId: id, claims: async () => ({ sub: id }) }
        : undefined,
    formats: {
      customizers: {
        jwt: async (_ctx, token, parts) => await issuer.record(token, parts),
      },
    },
    expiresWithSession: () => false,
    issueRefreshToken: async (_ctx, client) =>
      client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    // Whatever ends a family of tokens ends the consent: it is asked for again.
    revokeGrantPolicy: () => true,
    ttl: {
      AccessToken: ctx =>
        Math.max(
          1,
          Math.min(
            settings.accessTokenSeconds,
            Math.floor(MAX_TTL_MS / 1000),
            ctx.oidc.entities.Grant?.remainingTTL ?? 0,
          ),
        ),
      AuthorizationCode: CODE_SECONDS,
      Grant: settings.consentSeconds,
      IdToken: CODE_SECONDS,
      Interaction: INTERACTION_SECONDS,
      RefreshToken: settings.refreshTokenSeconds,
      Session: CODE_SECONDS,
    },
    async renderError(ctx, out) {
      ctx.type = 'html';
      ctx.body = messagePage({
        title: 'That did not work',
        text: `${out.error_description ?? out.error}.`,
        hint: 'Nothing was allowed. Start again from your app.',
      });
    },
  };
}
