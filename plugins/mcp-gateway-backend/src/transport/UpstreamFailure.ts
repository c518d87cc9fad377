import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Call } from '../pipeline/types';

/** Why a server gave no answer; of `credential.`: what was to reach the system behind it ended on the way. */
export type UpstreamReason = Extract<
  DecisionReason,
  `upstream.${string}` | `runtime.${string}` | `credential.${string}`
>;

/** A server gave no answer, for a reason of the closed table. */
export class UpstreamFailure extends Error {
  override readonly name = 'UpstreamFailure';
  readonly reason: UpstreamReason;
  readonly retryAfterSeconds?: number;
  /** What the caller is told beside the reason. */
  readonly refusal?: Call['refusal'];

  constructor(
    reason: UpstreamReason,
    options: {
      cause?: unknown;
      retryAfterSeconds?: number;
      refusal?: Call['refusal'];
    } = {},
  ) {
    super(`The call ended with ${reason}`, { cause: options.cause });
    this.reason = reason;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.refusal = options.refusal;
  }

  /** Whatever went wrong, as a failure. */
  static from(error: unknown): UpstreamFailure {
    if (error instanceof UpstreamFailure) return error;
    return new UpstreamFailure(reasonOf(error), { cause: error });
  }

  /** It is about one caller's credential, and says nothing of the server to anybody else. */
  get isOfCredential(): boolean {
    return (
      this.reason === 'upstream.credential-refused' ||
      this.reason.startsWith('credential.')
    );
  }
}

const REASON_BY_CODE: Record<string, UpstreamReason> = {
  ERR_EGRESS_FORBIDDEN: 'upstream.forbidden-address',
  UND_ERR_CONNECT_TIMEOUT: 'upstream.timeout',
  UND_ERR_HEADERS_TIMEOUT: 'upstream.timeout',
  UND_ERR_BODY_TIMEOUT: 'upstream.timeout',
  UND_ERR_HEADERS_OVERFLOW: 'upstream.invalid',
};

function reasonOf(error: unknown): UpstreamReason {
  const code = error instanceof Error && 'code' in error && error.code;
  return (
    (typeof code === 'string' ? REASON_BY_CODE[code] : undefined) ??
    'upstream.unreachable'
  );
}
