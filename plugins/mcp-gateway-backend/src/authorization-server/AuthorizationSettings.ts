import type { KnownClient } from './knownClientSchema';

/** The authorization server's configuration, read and checked once. */
export interface AuthorizationSettings {
  /** The gateway's public address, without a path. */
  issuer: string;
  /** Where people are asked. */
  portalUrl: string;
  accessTokenSeconds: number;
  /** How long a refresh token may go unused. */
  refreshTokenSeconds: number;
  /** After so long the person is asked again. */
  consentSeconds: number;
  /** Clients that an administrator registered. */
  clients: KnownClient[];
  /** Hosts whose client-id metadata documents are read; none: the feature is off. */
  documentHosts: string[];
  /** Who vouches for those hosts, PEM; default: whom Node trusts. */
  documentAuthorities?: string;
  /** Strangers may register themselves. */
  dynamicRegistration: boolean;
  /** Requests that one address may make. */
  requestsPerMinute: number;
}
