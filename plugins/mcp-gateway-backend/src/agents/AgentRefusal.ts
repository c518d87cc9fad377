/** Codes of RFC 6749 §5.2, RFC 8693 §2.2.2 and RFC 8707 §2. */
export type AgentError =
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_request'
  | 'invalid_target'
  | 'temporarily_unavailable'
  | 'unauthorized_client';

/** Why an agent gets no token. */
export class AgentRefusal extends Error {
  override readonly name = 'AgentRefusal';

  constructor(readonly code: AgentError, description: string) {
    super(description);
  }

  get status(): number {
    switch (this.code) {
      case 'invalid_client':
        return 401;
      case 'temporarily_unavailable':
        return 503;
      default:
        return 400;
    }
  }
}
