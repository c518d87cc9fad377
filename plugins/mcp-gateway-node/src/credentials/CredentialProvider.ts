import type {
  CallActor,
  ServerCredential,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/**
 * What a provider is asked: for whom, at which server.
 *
 * @public
 */
export interface CredentialRequest {
  /** The server's permanent id. */
  readonly serverId: string;
  readonly serverRef: string;
  /** `spec.mcp.credential` of the approved revision. */
  readonly config: ServerCredential;
  readonly principal: {
    readonly userRef: string;
    /** Who calls in the person's name, where it is not the person. */
    readonly actor?: CallActor;
  };
  /** The approved address of the server. */
  readonly upstreamUrl: string;
  /** The id of the call in the record. */
  readonly callId: string;
  readonly signal?: AbortSignal;
}

/**
 * What reaches the system behind a server, or why nothing does.
 *
 * @public
 */
export type CredentialResult =
  | {
      readonly kind: 'headers';
      readonly headers: Readonly<Record<string, string>>;
      /** Values that no answer, log or record may contain. */
      readonly secrets?: readonly string[];
      /** Which account or key of the person it is of, where they can have another one: it changes when they link anew. */
      readonly account?: string;
    }
  | { readonly kind: 'none' }
  /** The person has to link an account or give a key first. `why` is for people; `connectPath` is a page of the portal. */
  | {
      readonly kind: 'needs-sign-in';
      readonly why: string;
      readonly connectPath?: string;
    }
  /** Whoever gives the credential is away: the call may be tried again. */
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds?: number }
  /** The configuration does not allow it. `text` is for people and names no secret. */
  | { readonly kind: 'misconfigured'; readonly text: string };

/**
 * Says with which credential a person's call reaches the system behind a server. Asked once for each decided call, so it
 * answers from memory wherever it can.
 *
 * @public
 */
export interface CredentialProvider {
  /** The `type` of `spec.mcp.credential` that it answers for. */
  readonly type: ServerCredential['type'];
  provide(
    request: CredentialRequest,
  ): CredentialResult | Promise<CredentialResult>;
  /**
   * The system behind answered 401: forget what was given. With scopes it answered 403: the credential lacks those. The request is
   * the very object that `provide` was asked with, so what was given later is not meant. Then `provide` is asked again, and the call
   * made once more where it gives something else.
   */
  refused?(
    request: CredentialRequest,
    lacks?: { readonly scopes: readonly string[] },
  ): Promise<void>;
  /**
   * Whether what was given for this request, the same object again, may still be used. Asked every second about answers that are
   * under way, such as streams; they end where it may not. Left out: what was given ends by itself.
   */
  holds?(request: CredentialRequest): boolean | Promise<boolean>;
}
