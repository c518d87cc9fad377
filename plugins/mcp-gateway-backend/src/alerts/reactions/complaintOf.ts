import { ResponseError } from '@backstage/errors';
import { sanitizeText } from '../../evidence/sanitizeText';

/** Why a reaction could not be done. */
export interface Complaint {
  readonly detail: string;
  /** To ask again would be answered the same. */
  readonly isFinal: boolean;
  /** The registry knows nothing of it. */
  readonly isGone: boolean;
}

const FINAL: ReadonlySet<number> = new Set([400, 403, 404, 409]);

/** Reads what went wrong: what the registry refuses is final, that it is away or has enough for this hour is not. */
export function complaintOf(error: unknown): Complaint {
  const status = error instanceof ResponseError ? error.statusCode : undefined;
  const said = error instanceof ResponseError ? error.cause : error;
  return {
    detail: sanitizeText(
      said instanceof Error ? said.message : String(said),
      400,
    ),
    isFinal: status !== undefined && FINAL.has(status),
    isGone: status === 404,
  };
}
