import { DATA_CLASSIFICATIONS, RISK_TIERS } from '../model/mcpServerEntity';
import type { RevisionSnapshot } from './revisionSnapshot';

/** The sides that may have to agree to a revision. */
export const CONSENT_SIDES = ['previous-owner', 'reviewers'] as const;
/** See {@link CONSENT_SIDES}. */
export type ConsentSide = (typeof CONSENT_SIDES)[number];

/**
 * Why a side has to agree: `review` is the reason of every revision; the others are changes by which somebody could take
 * a server over, or have it watched less.
 */
export const CONSENT_REASONS = [
  'review',
  'owner',
  'risk-tier',
  'data-classification',
  'reaches',
  'origin',
] as const;
/** See {@link CONSENT_REASONS}. */
export type ConsentReason = (typeof CONSENT_REASONS)[number];

/** A side that has to agree, and why. */
export interface RequiredConsent {
  side: ConsentSide;
  reasons: ConsentReason[];
}

type Compared = Pick<
  RevisionSnapshot,
  'owner' | 'riskTier' | 'dataClassification' | 'reaches' | 'origin'
>;

/**
 * Who has to agree to `next`, where `previous` is what was approved before under the same entity ref. The review team
 * always decides. Another owner, a lower risk tier, a lower data classification, other systems reached or another
 * origin need the side of the previous owner as well.
 */
export function requiredConsents(
  previous: Compared | undefined,
  next: Compared,
): RequiredConsent[] {
  const reviewers: RequiredConsent = { side: 'reviewers', reasons: ['review'] };
  const reasons = previous ? takeoverReasons(previous, next) : [];
  return reasons.length > 0
    ? [{ side: 'previous-owner', reasons }, reviewers]
    : [reviewers];
}

function takeoverReasons(previous: Compared, next: Compared): ConsentReason[] {
  const reasons: ConsentReason[] = [];
  if (next.owner !== previous.owner) {
    reasons.push('owner');
  }
  if (
    RISK_TIERS.indexOf(next.riskTier) < RISK_TIERS.indexOf(previous.riskTier)
  ) {
    reasons.push('risk-tier');
  }
  if (
    DATA_CLASSIFICATIONS.indexOf(next.dataClassification) <
    DATA_CLASSIFICATIONS.indexOf(previous.dataClassification)
  ) {
    reasons.push('data-classification');
  }
  if (!sameSet(previous.reaches, next.reaches)) {
    reasons.push('reaches');
  }
  if (next.origin !== previous.origin) {
    reasons.push('origin');
  }
  return reasons;
}

/** The order of a set and what is named twice mean nothing. */
function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [new Set(a), new Set(b)];
  return left.size === right.size && [...left].every(ref => right.has(ref));
}
