/**
 * Kinds of change that approval policies tell apart. Every difference between two revisions is at least one of them; what is
 * unclear counts as `widened`.
 */
export const APPROVAL_CHANGES = [
  'new-server',
  'owner',
  'origin',
  'reaches',
  'risk-lowered',
  'risk-raised',
  'classification-lowered',
  'classification-raised',
  'destructive-tool',
  'new-tool',
  'changed-tool',
  'removed-tool',
  'instructions',
  'widened',
  'narrowed',
  'version',
  'other',
] as const;
/** See {@link APPROVAL_CHANGES}. */
export type ApprovalChange = (typeof APPROVAL_CHANGES)[number];

/** The only changes that a rule may approve in its own name: by them nobody gets more, and no tool is other than before. */
export const AUTOMATIC_CHANGES: ReadonlySet<ApprovalChange> = new Set([
  'risk-raised',
  'classification-raised',
  'removed-tool',
  'narrowed',
  'version',
] as const);
