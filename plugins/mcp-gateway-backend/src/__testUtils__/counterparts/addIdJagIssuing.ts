import { randomUUID } from 'node:crypto';
import {
  createLocalJWKSet,
  importJWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import { errors } from 'oidc-provider';
import type { GrantParts } from './startProvider';

const NAME = 'urn:ietf:params:oauth:grant-type:token-exchange';
const TYPE = 'urn:ietf:params:oauth:token-type:';

interface Parameters {
  subject_token?: string;
  subject_token_type?: string;
  requested_token_type?: string;
  audience?: string;
  resource?: string;
  scope?: string;
}

/** What a test changes about the grants, such as their type. */
export interface JagLies {
  typ?: string;
  claims?: JWTPayload;
  /** In place of the answer's own members. */
  answer?: Record<string, unknown>;
}

/** The identity provider's side of draft-ietf-oauth-identity-assertion-authz-grant, from its text. */
export function addIdJagIssuing(
  { provider, signingKey }: Pick<GrantParts, 'provider' | 'signingKey'>,
  options: {
    /** By client here: which client it is at each authorization server. */
    clientsAt: Record<string, string>;
    /** People who may not. */
    denied: ReadonlySet<string>;
    lies: JagLies;
  },
): void {
  const { clientsAt, denied, lies } = options;
  const whoIs = async (type: string, token: string, clientId: string) => {
    if (type === `${TYPE}refresh_token`) {
      const held = await provider.RefreshToken.find(token);
      return held?.isValid && held.clientId === clientId
        ? held.accountId
        : undefined;
    }
    const { d: _, ...publicKey } = signingKey;
    try {
      const { payload } = await jwtVerify(
        token,
        createLocalJWKSet({ keys: [publicKey] }),
        { issuer: provider.issuer, audience: clientId },
      );
      return payload.sub;
    } catch {
      return undefined;
    }
  };
  provider.registerGrantType<Parameters>(
    NAME,
    async ctx => {
      const { params, client } = ctx.oidc;
      const { audience, resource, subject_token: token } = params;
      const type = params.subject_token_type ?? '';
      if (
        !token ||
        ![`${TYPE}id_token`, `${TYPE}refresh_token`].includes(type) ||
        params.requested_token_type !== `${TYPE}id-jag` ||
        !audience ||
        !resource
      ) {
        throw new errors.InvalidRequest('a parameter is missing or wrong');
      }
      const person = await whoIs(type, token, client.clientId);
      if (!person) throw new errors.InvalidGrant('subject_token is not good');
      const clientThere = clientsAt[audience];
      if (clientThere === undefined || denied.has(person)) {
        throw new errors.InvalidTarget('not by policy');
      }
      const grant = await new SignJWT({
        resource,
        client_id: clientThere,
        ...(params.scope && { scope: params.scope }),
        iss: provider.issuer,
        aud: audience,
        ...lies.claims,
      })
        .setProtectedHeader({
          alg: 'ES256',
          typ: lies.typ ?? 'oauth-id-jag+jwt',
          kid: signingKey.kid,
        })
        .setSubject(person)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(await importJWK(signingKey, 'ES256'));
      ctx.body = {
        issued_token_type: `${TYPE}id-jag`,
        access_token: grant,
        token_type: 'N_A',
        expires_in: 300,
        ...lies.answer,
      };
    },
    [
      'subject_token',
      'subject_token_type',
      'requested_token_type',
      'audience',
      'resource',
      'scope',
    ],
  );
}
