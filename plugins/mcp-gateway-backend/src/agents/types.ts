import type { JSONWebKeySet } from 'jose';

/** Whose workload identity tokens are believed, such as those of a Kubernetes cluster. */
export interface WorkloadIssuer {
  issuer: string;
  jwksUri?: string;
  /** Whom its tokens are for; default: the gateway's address. */
  audience: string;
}

/** How an agent shows that it is itself. */
export interface AgentClient {
  /** The entity ref, which is its client id. */
  ref: string;
  /** Public keys of its private_key_jwt. */
  jwks?: JSONWebKeySet;
  /** Subjects of workload identity tokens, such as `system:serviceaccount:ai:triage`. */
  workloads: readonly { issuer: string; subject: string }[];
}

/** `mcpGateway.agents`, read and checked. */
export interface AgentSettings {
  clients: readonly AgentClient[];
  workloadIssuers: readonly WorkloadIssuer[];
  /** Without a token for so long an agent is suspended. */
  idleMs: number;
  tokenMs: number;
  /** Agents may act for people who allow it (RFC 8693). */
  mayActForPeople: boolean;
  /** After so long a person is asked again. */
  consentMs: number;
}

/** What the catalog says of an agent now. */
export type AgentState =
  | { kind: 'active'; sponsor: string }
  /** `why` is for people. */
  | { kind: 'suspended'; why: string };
