import {
  type SetupCheckResult,
  toSetupCheck,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { PlaceState } from '../evidence/checkpoints/CheckpointStore';
import { sanitizeText } from '../evidence/sanitizeText';

/** Paths and what others say of an error may be long; a subject is one line, which the command line takes up to 400. */
const MAX_LENGTH = 380;

/** A place of checkpoints, as the set-up page names it. */
export type NamedPlace = PlaceState & { label: string };

/** Whether what proves the log gets to where the portal cannot rewrite it (A1). Pure. */
export function readCheckpointFinding(
  places: readonly NamedPlace[],
): SetupCheckResult {
  if (places.length === 0) return toSetupCheck('audit-checkpoints.nowhere');
  const failing = places.filter(({ failedAt }) => failedAt !== undefined);
  return failing.length > 0
    ? toSetupCheck('audit-checkpoints.failing', {
        subjects: failing.map(describe),
      })
    : toSetupCheck('audit-checkpoints.exported');
}

function describe({
  label,
  number,
  failingSince,
  failedAt,
  error = '',
}: NamedPlace): string {
  const has = number > 0 ? `has checkpoints up to ${number}` : 'has none';
  return sanitizeText(
    `${label}: fails since ${failingSince ?? failedAt}, last at ${
      failedAt ?? failingSince
    }, ${has}: ${error}`,
    MAX_LENGTH,
  );
}
