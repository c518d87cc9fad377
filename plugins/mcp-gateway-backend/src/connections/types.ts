/** What a connection is made of. */
export type ConnectionKind = 'personal-key' | 'user-oauth' | 'identity';

/** A person's connection to a system, opened. Never logged, never answered. */
export interface Connection {
  readonly id: string;
  readonly userRef: string;
  /** A server's entity ref, or `client:<name>` of the configuration. */
  readonly target: string;
  readonly kind: ConnectionKind;
  readonly state: 'linked' | 'needs-sign-in';
  /** What is held, as JSON of the kind's own; absent where nothing is. */
  readonly secret?: string;
  /** When the token that is held ends. */
  readonly expiresAt?: number;
  readonly linkedAt: number;
  readonly lastUsedAt?: number;
  /** Grows with every change. */
  readonly sequence: number;
}

/** Whose, and to what. */
export interface ConnectionKey {
  readonly userRef: string;
  readonly target: string;
}
