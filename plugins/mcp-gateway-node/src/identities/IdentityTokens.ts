/**
 * Which token of a person's own at the company's identity provider.
 *
 * @public
 */
export type IdentityTokenKind = 'id-token' | 'refresh-token' | 'access-token';

/**
 * A token of a person at the company's identity provider, or why there is none.
 *
 * @public
 */
export type IdentityTokenResult =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'needs-sign-in';
      readonly why: string;
      /** Where they do it, below the portal's or the gateway's address. */
      readonly connectPath?: string;
    }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds?: number }
  | { readonly kind: 'misconfigured'; readonly text: string };

/**
 * The tokens that people have at the company's identity provider: what token exchange and enterprise-managed authorization
 * show for them.
 *
 * @public
 */
export interface IdentityTokens {
  /** A token that is still good; where there is none, what the person does about it. Asked seldom: not on every call. */
  tokenOf(request: {
    /** Entity ref of the person. */
    userRef: string;
    /** `connection` of the exchange's configuration. */
    connection: string;
    kind: IdentityTokenKind;
  }): Promise<IdentityTokenResult>;
  /**
   * What tells one link of the person's account from the next: another where they linked anew, nothing where they unlinked. What was
   * made of an earlier one is not used any more. Asked on every call, so it answers from memory. Left out: what was made is used to
   * its end.
   */
  linkOf?(request: {
    userRef: string;
    connection: string;
  }): string | undefined | Promise<string | undefined>;
  /** The provider no longer takes it: asks the person to sign in there again. */
  refused(request: {
    userRef: string;
    connection: string;
  }): Promise<IdentityTokenResult>;
}
