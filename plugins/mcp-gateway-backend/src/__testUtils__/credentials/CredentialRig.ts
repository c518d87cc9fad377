import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject } from '@backstage/types';
import type { ServerCredential } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { TestGateway } from '../startGateway';

/** A company whose system behind a server wants one kind of credential, with everybody whom that takes. */
export interface CredentialRig {
  readonly credential: ServerCredential;
  /** Of `mcpGateway`. */
  readonly config: { credentials?: JsonObject; vault?: JsonObject };
  /** Everything secret that was shown or handed out so far, by what it is. */
  readonly handedOut: ReadonlyMap<string, string>;
  /** Called once the gateways run. */
  ready?(): Promise<void>;
  /** The system behind: whom it knows by what it was sent. Nobody where it takes it no more. */
  whoIs(headers: IncomingHttpHeaders): Promise<string | undefined>;
  /** What a person does once, at the portal. */
  link?(gateway: TestGateway, person: string): Promise<void>;
  /** How the portal is told what the person would link. */
  readonly linked?: { serverRef: string } | { client: string };
  /** Who manages it puts another in its place; the system behind takes that alone. */
  rotate?(): Promise<void>;
  /** The system behind takes what was sent last no more. */
  revoke(headers: IncomingHttpHeaders): Promise<void>;
  /** Whoever gives it is away, or there again. */
  setAway?(isAway: boolean): void;
  /** Whoever gives it says no from now on. */
  refuse?(): void;
  /** How often whoever gives it was asked for one. */
  asked?(): number;
  stop(): Promise<void>;
}

/** Starts one. */
export type StartRig = (company: {
  /** The gateway's, for all replicas. */
  publicUrl: string;
  upstreamUrl: string;
  serverRef: string;
  /** Of its entries in the gateway's configuration. */
  name: string;
}) => Promise<CredentialRig>;
