/** `mcpGateway.guards`. */
export interface GuardSettings {
  /** How long a guard may take. */
  timeoutMs: number;
  /** Results up to this size are looked at. */
  maxResultBytes: number;
  /** What becomes of larger ones. */
  largeResults: 'refuse' | 'mark';
}
