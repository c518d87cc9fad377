import type { JsonObject } from '@backstage/types';
import type { Era } from '../pipeline/types';

/** Whose a session is and where it leads. For anybody and anything else, its id is no session. */
export interface SessionOwner {
  /** The registry's id of the server, or the endpoint where there is no one server. */
  readonly server: string;
  /** The approved address: what the server there knows as a session, another does not get to see. */
  readonly upstream: string;
  readonly userEntityRef: string;
  /** One client of the person. */
  readonly client: string;
}

/** What a session id carries, sealed. */
export interface SessionContent {
  /** When it began, milliseconds since the epoch. */
  readonly issuedAt: number;
  /** The era of the server behind it. */
  readonly era: Era;
  /** What the server calls the session; a server may have none. */
  readonly upstreamId?: string;
  /** The client, as it introduced itself. */
  readonly client?: { readonly name: string; readonly version: string };
  /** The protocol version that the client asked for. */
  readonly protocolVersion?: string;
  readonly capabilities?: JsonObject;
}

/** An open session. */
export interface Session extends SessionContent {
  /** `Mcp-Session-Id` as the client knows it: never written down anywhere. */
  readonly sealed: string;
  /** Stands for the session outside the wire: who reads it cannot use it. */
  readonly hash: string;
}
