import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { errors } from 'oidc-provider';
import type { GrantParts } from './startProvider';

const NAME = 'urn:ietf:params:oauth:grant-type:token-exchange';
const TYPE = 'urn:ietf:params:oauth:token-type:';

interface Parameters {
  subject_token?: string;
  subject_token_type?: string;
  actor_token?: string;
  actor_token_type?: string;
  requested_token_type?: string;
  audience?: string;
  resource?: string;
  scope?: string;
}

/** Whose word counts: issuer → keys. */
export type Trust = Record<string, () => JSONWebKeySet>;

/** RFC 8693, from its text: a JWT of a trusted issuer, meant for this provider, becomes an access token. */
export function addTokenExchange(
  { provider, issue }: GrantParts,
  options: {
    trust: Trust;
    /** Audiences and resources that it has tokens for. */
    targets: string[];
    /** Who gets none, whatever they show. */
    refuses?: (subject: string) => string | undefined;
  },
): void {
  const read = async (token: string, what: string) => {
    try {
      const { iss } = JSON.parse(
        Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
      ) as { iss?: string };
      const keys = options.trust[iss ?? ''];
      if (!keys) throw new Error('unknown issuer');
      const { payload } = await jwtVerify(token, createLocalJWKSet(keys()), {
        issuer: iss,
        audience: provider.issuer,
        requiredClaims: ['sub', 'exp', 'iat'],
        algorithms: ['ES256'],
      });
      return payload;
    } catch {
      // §2.2.2: a token that is invalid for any reason makes an invalid request.
      throw new errors.InvalidRequest(`${what} is not acceptable`);
    }
  };
  provider.registerGrantType<Parameters>(
    NAME,
    async ctx => {
      const { params, client } = ctx.oidc;
      const { subject_token: subjectToken, actor_token: actorToken } = params;
      if (!subjectToken || params.subject_token_type !== `${TYPE}jwt`) {
        throw new errors.InvalidRequest('subject_token of type jwt, please');
      }
      if (Boolean(actorToken) !== Boolean(params.actor_token_type)) {
        throw new errors.InvalidRequest('actor_token and its type go together');
      }
      const requested = params.requested_token_type ?? `${TYPE}access_token`;
      if (requested !== `${TYPE}access_token`) {
        throw new errors.InvalidRequest('only access tokens are issued');
      }
      const subject = await read(subjectToken, 'subject_token');
      const actor = actorToken && (await read(actorToken, 'actor_token'));
      for (const target of [params.audience, params.resource]) {
        if (target !== undefined && !options.targets.includes(target)) {
          throw new errors.InvalidTarget('no such target');
        }
      }
      const refusal = options.refuses?.(subject.sub ?? '');
      if (refusal !== undefined) {
        throw new errors.CustomOIDCProviderError(refusal, 'as configured');
      }
      ctx.body = {
        ...(await issue({
          client,
          person: subject.sub ?? '',
          scope: params.scope,
          told: {
            target: params.resource ?? params.audience,
            ...(actor && { act: { sub: actor.sub } }),
          },
        })),
        issued_token_type: `${TYPE}access_token`,
        token_type: 'Bearer',
      };
    },
    [
      'subject_token',
      'subject_token_type',
      'actor_token',
      'actor_token_type',
      'requested_token_type',
      'audience',
      'resource',
      'scope',
    ],
  );
}
