import {
  AuthorizationResponseError,
  OperationProcessingError,
  ResponseBodyError,
  UnsupportedOperationError,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi';
import { EgressError } from '../../egress/EgressError';

/** Codes go into records and texts: nothing else that a provider sends does. */
const ERROR_CODE = /^[a-z][a-z0-9_]{0,59}$/;
const NOT_NOW_ERROR = ['temporarily_unavailable', 'server_error', 'slow_down'];

/** Refused: it said no. Unavailable: not now. Unusable: what it said, or is, is not what OAuth asks for. */
export type OAuthFailureKind = 'refused' | 'unavailable' | 'unusable';

/** Why an authorization server gave nothing. The message is for people and names no secret. */
export class OAuthFailure extends Error {
  override readonly name = 'OAuthFailure';
  readonly kind: OAuthFailureKind;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    kind: OAuthFailureKind,
    message: string,
    options: { retryAfterSeconds?: number } = {},
  ) {
    super(message);
    this.kind = kind;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** What went wrong in asking. Quotes nothing but codes of OAuth. */
  static of(error: unknown): OAuthFailure {
    if (error instanceof OAuthFailure) return error;
    if (
      error instanceof ResponseBodyError ||
      error instanceof AuthorizationResponseError
    ) {
      const code = error.error.toLowerCase();
      if (NOT_NOW_ERROR.includes(code)) {
        return new OAuthFailure('unavailable', 'It cannot answer now');
      }
      const said = ERROR_CODE.test(code) ? code : 'unknown_error';
      return new OAuthFailure('refused', `It said ${said}`);
    }
    if (error instanceof WWWAuthenticateChallengeError) {
      return new OAuthFailure('refused', 'It said invalid_client');
    }
    const isForbidden = [error, causeOf(error)].some(
      each => each instanceof EgressError,
    );
    if (isForbidden) {
      return new OAuthFailure(
        'unusable',
        'The gateway may not dial it (mcpGateway.egress)',
      );
    }
    if (
      error instanceof OperationProcessingError ||
      error instanceof UnsupportedOperationError
    ) {
      return new OAuthFailure(
        'unusable',
        'What it says is not what OAuth asks for',
      );
    }
    // What fetch throws: a TypeError for all that goes wrong on the way, a DOMException when time is up.
    const isOfNetwork =
      error instanceof DOMException ||
      (error instanceof TypeError && !('code' in error));
    return isOfNetwork
      ? new OAuthFailure('unavailable', 'It did not answer')
      : new OAuthFailure('unusable', 'The gateway could not make its request');
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
