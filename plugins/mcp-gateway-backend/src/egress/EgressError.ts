/** The gateway does not dial there. The message is for the operator's log: it names no address that a caller may learn. */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  readonly code = 'ERR_EGRESS_FORBIDDEN';
}
