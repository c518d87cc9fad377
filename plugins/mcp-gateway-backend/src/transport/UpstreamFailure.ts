import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** Why a server gave no answer. */
export type UpstreamReason = Extract<
  DecisionReason,
  `upstream.${string}` | `runtime.${string}`
>;

/** A server gave no answer, for a reason of the closed table. */
export class UpstreamFailure extends Error {
  override readonly name = 'UpstreamFailure';
  readonly reason: UpstreamReason;
  readonly retryAfterSeconds?: number;
  /** A sentence for whoever called. */
  readonly text?: string;

  constructor(
    reason: UpstreamReason,
    options: {
      cause?: unknown;
      retryAfterSeconds?: number;
      text?: string;
    } = {},
  ) {
    super(`The call ended with ${reason}`, { cause: options.cause });
    this.reason = reason;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.text = options.text;
  }

  /** Whatever went wrong, as a failure. */
  static from(error: unknown): UpstreamFailure {
    if (error instanceof UpstreamFailure) return error;
    return new UpstreamFailure(reasonOf(error), { cause: error });
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
