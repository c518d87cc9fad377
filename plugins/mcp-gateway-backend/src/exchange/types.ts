import type { IdentityTokenKind } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { ClientAuth } from 'oauth4webapi';

/** The gateway as a client of an authorization server. */
export interface ClientSettings {
  readonly id: string;
  /** Proves that it is this client; reads its secret or key anew for each request, so that both can be rotated. */
  readonly authenticate: ClientAuth;
}

/** Where tokens are asked for. At least one of the two is there. */
export interface EndpointSettings {
  /** Its metadata says where the token endpoint is (RFC 8414, OpenID Connect Discovery). */
  readonly issuer?: string;
  readonly tokenEndpoint?: string;
  readonly client: ClientSettings;
}

/** An authorization server's answer to a token request. */
export type TokenAnswer =
  | {
      readonly kind: 'token';
      readonly token: string;
      /** In lower case. */
      readonly tokenType: string;
      /** RFC 8693 §2.2.1. */
      readonly issuedTokenType?: string;
      readonly expiresInSeconds?: number;
    }
  /** It said no, with an error code of OAuth. */
  | { readonly kind: 'refused'; readonly error: string }
  /** It did not answer, or said that it cannot now. */
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds?: number }
  /** What it said is no answer to such a question. */
  | { readonly kind: 'unusable'; readonly text: string };

/** What came of asking for a token for a person. */
export type Obtained =
  | {
      readonly kind: 'token';
      readonly token: string;
      readonly expiresInSeconds?: number;
    }
  | {
      readonly kind: 'needs-sign-in';
      readonly why: string;
      readonly connectPath?: string;
    }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds?: number }
  | { readonly kind: 'misconfigured'; readonly text: string };

/** What tells one link of a person's account from the next (`IdentityTokens.linkOf`); absent where there is none. */
export type Link = string | undefined;

/** The gateway's own word about a person, for one audience: a short-lived JWT. */
export interface PersonAssertions {
  sign(claims: {
    subject: string;
    audience: string;
    /** Who acts for them. */
    actor?: string;
  }): Promise<string>;
}

/** What is exchanged for a token of the system behind a server. */
export type SubjectSettings =
  /** The gateway's own word: the authorization server trusts the gateway's keys. */
  | { readonly type: 'assertion' }
  /** The person's own token at the company's identity provider. */
  | {
      readonly type: 'identity';
      readonly connection: string;
      readonly token: IdentityTokenKind;
    };

/** One of `mcpGateway.credentials.exchanges`. */
export interface ExchangeSettings {
  readonly name: string;
  readonly endpoint: EndpointSettings;
  /** How it is asked: RFC 8693, or Microsoft Entra's on-behalf-of. */
  readonly dialect: 'rfc8693' | 'entra-on-behalf-of';
  readonly subject: SubjectSettings;
  /** Entity refs of the servers that may use it. */
  readonly servers: ReadonlySet<string>;
  /** Audiences and resources that may be asked for, beside a server's own address. */
  readonly targets: ReadonlySet<string>;
}

/** One of `mcpGateway.credentials.enterprises`. */
export interface EnterpriseSettings {
  readonly name: string;
  /** The company's identity provider. */
  readonly identityProvider: EndpointSettings;
  readonly subject: Extract<SubjectSettings, { type: 'identity' }>;
  /** By issuer: authorization servers of servers that trust it, where the gateway is a client. */
  readonly authorizationServers: ReadonlyMap<string, EndpointSettings>;
  readonly servers: ReadonlySet<string>;
  readonly targets: ReadonlySet<string>;
}
