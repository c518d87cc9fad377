import {
  type AccessToken,
  type ClientCredentials,
  errors,
  type JWTStructured,
} from 'oidc-provider';
import type { ConsentTokens } from '../tokens/ConsentTokens';
import type { ClientInfo } from './ClientInfo';
import type { Consents } from './Consents';

/** Writes every access token down before it is signed, so that it is one of the gateway's tokens: listed, checked, revoked. */
export class TokenIssuer {
  static create(options: {
    consents: Consents;
    tokens: ConsentTokens;
  }): TokenIssuer {
    return new TokenIssuer(options);
  }

  readonly #consents: Consents;
  readonly #tokens: ConsentTokens;

  private constructor(options: Parameters<typeof TokenIssuer.create>[0]) {
    this.#consents = options.consents;
    this.#tokens = options.tokens;
  }

  /** Gives the token the id of its row. Throws where the consent has ended, or was for something else. */
  async record(
    token: AccessToken | ClientCredentials,
    parts: JWTStructured,
  ): Promise<void> {
    const grantId = 'grantId' in token ? token.grantId : undefined;
    const consent =
      grantId === undefined
        ? undefined
        : await this.#consents.findByGrant(grantId);
    const { sub, aud, exp, client_id: clientId } = parts.payload;
    const isCovered =
      consent?.user_ref === sub &&
      consent?.resource === aud &&
      consent?.client_id === clientId;
    if (!consent || !isCovered) {
      throw new errors.InvalidGrant('the consent has ended');
    }
    const client: ClientInfo = JSON.parse(consent.client);
    const recorded = await this.#tokens.record({
      userEntityRef: consent.user_ref,
      serverRef: consent.server_ref,
      endpoint: consent.resource,
      client: client.name,
      consentId: consent.id,
      catalogRead: consent.catalog_read ?? undefined,
      expiresAt: Number(exp) * 1000,
    });
    switch (recorded) {
      case 'ended':
        throw new errors.InvalidGrant('the consent has ended');
      case 'too-many':
        throw new errors.TemporarilyUnavailable(
          'this client holds too many tokens that have not expired',
        );
      default:
        parts.payload.jti = recorded.tokenId;
    }
  }
}
