import type { ToolSelection } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { ReviewAnswer } from '../states/reviewMachine';

const DAY_MS = 24 * 60 * 60 * 1000;
/** So long an unused grant counts as new. */
const NEW_DAYS = 7;
/** A selection names no more tools than that. */
const MAX_NAMES = 500;

/** What is known of the use of a grant. `known: false` is not "unused": nobody could say. */
export type GrantUse =
  | { known: false }
  | {
      known: true;
      /** Since when calls are remembered, or the grant is there. */
      since: string;
      lastUsedAt?: string;
      tools: { name: string; lastUsedAt: string }[];
      /** Something else than a tool was used, such as a resource. */
      other: boolean;
    };

/** Why an answer is proposed, or none. */
export const REVIEW_PROPOSAL_REASONS = [
  'use-not-known',
  'all-used',
  'some-unused',
  'nothing-used',
  'too-new',
  'tools-not-known',
  'other-use',
] as const;
/** See {@link REVIEW_PROPOSAL_REASONS}. */
export type ReviewProposalReason = (typeof REVIEW_PROPOSAL_REASONS)[number];

/** The answer that is filled in: shrink to what was used. */
export interface ReviewProposal {
  /** Absent: whoever decides has to say. */
  answer?: ReviewAnswer;
  /** With `narrow`. */
  tools?: string[];
  /** Tools that the grant covers and nobody used; absent where that is not known. */
  unused?: string[];
  reason: ReviewProposalReason;
}

/** Proposes an answer: only what was used stays. Where the use is not known nothing is proposed. */
export function proposeReview(options: {
  tools: ToolSelection;
  createdAt: string;
  /** Names of the approved tools; absent where they are not known. */
  approved?: readonly string[];
  use: GrantUse;
  now: Date;
}): ReviewProposal {
  const { tools, approved, use, now } = options;
  if (!use.known) return { reason: 'use-not-known' };
  const isApproved = new Set(approved);
  const covered =
    tools.kind === 'named'
      ? tools.names.filter(name => !approved || isApproved.has(name))
      : approved;
  const isUsed = new Set(use.tools.map(({ name }) => name));
  const unused = covered?.filter(name => !isUsed.has(name));
  if (use.tools.length === 0 && !use.other) {
    const age = now.getTime() - Date.parse(options.createdAt);
    return age < NEW_DAYS * DAY_MS
      ? { answer: 'keep', unused, reason: 'too-new' }
      : { answer: 'end', unused, reason: 'nothing-used' };
  }
  if (!covered) return { answer: 'keep', reason: 'tools-not-known' };
  const kept = covered.filter(name => isUsed.has(name));
  if (unused?.length === 0 && kept.length > 0) {
    return { answer: 'keep', unused, reason: 'all-used' };
  }
  // Access to named tools is access to nothing else; what was read besides would be lost.
  if (use.other || kept.length === 0 || kept.length > MAX_NAMES) {
    return { answer: 'keep', unused, reason: 'other-use' };
  }
  return { answer: 'narrow', tools: kept, unused, reason: 'some-unused' };
}
