/** Why somebody may accept a finding for a time: a closed list. */
export const EXCEPTION_REASONS = [
  'false-positive',
  'not-reachable',
  'mitigated',
  'accepted-risk',
  'awaiting-fix',
] as const;
/** See {@link EXCEPTION_REASONS}. */
export type ExceptionReason = (typeof EXCEPTION_REASONS)[number];

/** Why something is not affected, in the words of OpenVEX 0.2.0. */
export const VEX_JUSTIFICATIONS = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
] as const;
/** See {@link VEX_JUSTIFICATIONS}. */
export type VexJustification = (typeof VEX_JUSTIFICATIONS)[number];

/** `revision`: for one version; `server`: for later versions of the server too, while the very same finding stands. */
export const EXCEPTION_SCOPES = ['revision', 'server'] as const;
/** See {@link EXCEPTION_SCOPES}. */
export type ExceptionScope = (typeof EXCEPTION_SCOPES)[number];

/** Reasons that say that the finding does no harm; the others say that it does, and why that is borne for a time. */
const HARMLESS: readonly ExceptionReason[] = [
  'false-positive',
  'not-reachable',
  'mitigated',
];

/** Whether a reason says that the finding does no harm here. */
export function isHarmless(reason: ExceptionReason): boolean {
  return HARMLESS.includes(reason);
}
