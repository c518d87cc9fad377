import type { CallActor } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** What a provider is asked. */
export interface CredentialRequest {
  readonly serverRef: string;
  /** `spec.mcp.credential` of the approved revision. */
  readonly config: unknown;
  readonly principal: {
    readonly userRef: string;
    /** Who calls, where it is not the person. */
    readonly actor?: CallActor;
  };
  readonly upstreamUrl: string;
  readonly callId: string;
  readonly signal?: AbortSignal;
}

/** What reaches the system behind a server, or why nothing does. */
export type CredentialResult =
  | {
      readonly kind: 'headers';
      readonly headers: Record<string, string>;
      readonly secrets?: string[];
    }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'needs-sign-in';
      readonly why: string;
      readonly connectPath?: string;
    }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds?: number }
  | { readonly kind: 'misconfigured'; readonly text: string };

/** Says with which credential a person's call reaches the system behind a server. */
export interface CredentialProvider {
  readonly type: string;
  provide(
    request: CredentialRequest,
  ): CredentialResult | Promise<CredentialResult>;
  /** The system behind answered 401: forget what was given. */
  refused?(request: CredentialRequest): Promise<void>;
}
