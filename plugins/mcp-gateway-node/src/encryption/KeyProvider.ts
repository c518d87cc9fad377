/**
 * A data key as it stands in the database.
 *
 * @public
 */
export interface WrappedKey {
  /** The key of the provider that it is wrapped with. */
  readonly keyId: string;
  /** Text that only the provider can read. */
  readonly wrapped: string;
}

/**
 * Holds the keys that nothing else has: they wrap the gateway's data keys, which encrypt what is in the database
 * (envelope encryption). Asked at the start and when keys rotate, never for a call.
 *
 * @public
 */
export interface KeyProvider {
  /** What it is, for logs: small letters, digits and `-`. */
  readonly type: string;
  /** The key that wraps now. Data keys that are wrapped with another are wrapped anew. */
  currentKeyId(): Promise<string>;
  /**
   * Wraps a data key with the newest key.
   *
   * @param context - which data key it is: it unwraps as no other
   */
  wrap(dataKey: Uint8Array, context: string): Promise<WrappedKey>;
  /** Throws where it was changed, is another's or its key is gone. */
  unwrap(wrapped: WrappedKey, context: string): Promise<Uint8Array>;
}
