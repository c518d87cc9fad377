import type { AuthorizationServer, ClientAuth } from 'oauth4webapi';

/** How authorization servers and servers are asked: guarded, bounded in size and time. */
export interface OAuthFetch {
  fetch(url: string, init: RequestInit): Promise<Response>;
}

/** What an MCP server says of who guards it (RFC 9728). */
export interface ProtectedResource {
  /** The audience of its tokens (RFC 8707). */
  readonly resource: string;
  readonly issuer: string;
  readonly scopes?: readonly string[];
}

/** The gateway, as one authorization server knows it. */
export interface Registration {
  readonly clientId: string;
  /** Proves that it is this client. */
  readonly authenticate: ClientAuth;
}

/** An authorization server, and who the gateway is there. */
export interface OAuthParty {
  readonly server: AuthorizationServer;
  readonly registration: Registration;
}

/** What the gateway holds for a person. */
export interface OAuthTokens {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly idToken?: string;
  readonly expiresInSeconds?: number;
}
