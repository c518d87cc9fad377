import type { JWTPayload } from 'jose';
import type { ClientSettings } from '../exchange/types';

/** An identity provider of the company whose tokens are taken at the gateway. */
export interface IdentityProviderSettings {
  /** Letter by letter as it calls itself. */
  issuer: string;
  /** Whom its tokens may be for, beside the MCP endpoint that is called. */
  audiences: readonly string[];
  /** Where its keys are; default: where its metadata says. */
  jwksUri?: string;
  algorithms: readonly string[];
  user: UserRule;
  groups?: GroupRule;
  /** Asks about tokens that are no JWTs. */
  introspection?: {
    /** Default: where its metadata says. */
    endpoint?: string;
    client: ClientSettings;
    cacheMs: number;
  };
}

/** Which person of the catalog a token is about. */
export interface UserRule {
  claim: string;
  /** What of the catalog's users the claim is compared with. */
  matches: 'name' | 'email' | 'annotation';
  /** The namespace of names. */
  namespace: string;
  annotation?: string;
}

/** Groups that a token names, for people whose groups the catalog does not know. */
export interface GroupRule {
  claim: string;
  namespace: string;
}

/** Why a token of a provider is not taken. */
export type CompanyTokenRefusal =
  | 'invalid-token'
  | 'expired-token'
  | 'not-yet-valid'
  | 'wrong-audience'
  | 'unknown-user'
  | 'provider-unavailable';

/** What a provider says by a token that is its own and good now. */
export type ReadToken = { claims: JWTPayload } | { why: CompanyTokenRefusal };
