import { RISK_TIERS } from '../model/mcpServerEntity';
import type { ReachedClassification } from './reachedClassification';
import type { RevisionSnapshot } from './revisionSnapshot';

type RiskTier = (typeof RISK_TIERS)[number];

/** Why a revision counts as riskier than its definition says. */
export const RISK_REASONS = [
  'stated',
  'approved-before',
  'destroys',
  'restricted-data',
  'confidential-data',
  'reaches-anything',
  'shared-credential',
  'reaches-restricted',
  'reaches-confidential',
  'reaches-unread',
] as const;
/** See {@link RISK_REASONS}. */
export type RiskReason = (typeof RISK_REASONS)[number];

/** A risk tier with what makes it so. */
export interface EffectiveRisk {
  readonly tier: RiskTier;
  readonly reasons: readonly RiskReason[];
}

/**
 * The risk that a revision is handled by: what it states, and never less than its facts or what was approved before. A
 * tier that somebody lowers counts only once it was decided.
 *
 * @param reached - what the systems behind it are classified as; of those that nobody could look at, that.
 */
export function effectiveRisk(
  next: Pick<
    RevisionSnapshot,
    'riskTier' | 'dataClassification' | 'toolSurface'
  > &
    Partial<Pick<RevisionSnapshot, 'permissionProfile' | 'credential'>>,
  approvedTier?: RiskTier,
  reached: readonly ReachedClassification[] = [],
): EffectiveRisk {
  const floors: [RiskReason, RiskTier][] = [['stated', next.riskTier]];
  if (approvedTier) floors.push(['approved-before', approvedTier]);
  if (next.toolSurface?.tools.some(({ effect }) => effect === 'destroys')) {
    floors.push(['destroys', 'medium']);
  }
  if (next.dataClassification === 'restricted') {
    floors.push(['restricted-data', 'high']);
  }
  if (next.dataClassification === 'confidential') {
    floors.push(['confidential-data', 'medium']);
  }
  if (next.permissionProfile?.network?.outbound?.insecure_allow_all) {
    floors.push(['reaches-anything', 'high']);
  }
  // What it does there is done in nobody's name. Tools that are not known may do anything.
  const onlyReads = next.toolSurface?.tools.every(
    ({ effect }) => effect === 'reads',
  );
  if (next.credential?.type === 'static' && !onlyReads) {
    floors.push(['shared-credential', 'medium']);
  }
  if (reached.includes('restricted')) {
    floors.push(['reaches-restricted', 'high']);
  }
  if (reached.includes('confidential')) {
    floors.push(['reaches-confidential', 'medium']);
  }
  // What was not looked at is not harmless.
  if (reached.includes('unread')) floors.push(['reaches-unread', 'high']);
  const rank = (tier: RiskTier) => RISK_TIERS.indexOf(tier);
  const highest = Math.max(...floors.map(([, tier]) => rank(tier)));
  return {
    tier: RISK_TIERS[highest],
    reasons: floors
      .filter(([, tier]) => rank(tier) === highest)
      .map(([reason]) => reason),
  };
}
