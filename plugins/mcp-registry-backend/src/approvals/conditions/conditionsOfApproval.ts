import type { ApprovalCondition } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type {
  ApprovalPolicyVersion,
  ApprovalUnder,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { signatureOf } from '../reviews/signatureOf';
import type { Standing } from '../reviews/Approvals';
import type { NewCondition } from './ConditionStore';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Under what a revision is approved: whatever anybody set who agreed, and what the way says in which a rule was met, the first one that
 * was. All of it holds.
 */
export function conditionsOfApproval(
  standing: Pick<Standing, 'state' | 'reviews'>,
  options: { policies: readonly ApprovalPolicyVersion[]; at: string },
): NewCondition[] {
  const ofPeople = standing.reviews
    .filter(({ verdict }) => verdict === 'approve')
    .flatMap(({ conditions = [], by, reason }) =>
      conditions.map(
        (condition): NewCondition => ({
          ...{ condition, setBy: by, source: 'review', reason },
        }),
      ),
    );
  const ofRules = standing.state.rules.flatMap(state => {
    const met = state.alternatives.find(({ isMet }) => isMet);
    const under = options.policies
      .find(({ id, mode }) => id === state.policy && mode === 'enforce')
      ?.rules.find(({ id }) => id === state.rule)
      ?.anyOf.find(({ id }) => id === met?.id)?.under;
    return toConditions(under, options.at).map(
      (condition): NewCondition => ({
        ...{ condition, setBy: signatureOf(state), source: 'rule' },
      }),
    );
  });
  return [...ofPeople, ...ofRules];
}

function toConditions(
  under: ApprovalUnder | undefined,
  at: string,
): ApprovalCondition[] {
  if (!under) return [];
  const { tools, people, days } = under;
  return [
    ...(tools === 'reading' ? [{ kind: 'reading-tools' as const }] : []),
    ...(Array.isArray(tools)
      ? [{ kind: 'named-tools' as const, names: tools }]
      : []),
    ...(people ? [{ kind: 'people' as const, refs: people }] : []),
    ...(days !== undefined
      ? [
          {
            kind: 'until' as const,
            at: new Date(Date.parse(at) + days * DAY_MS).toISOString(),
          },
        ]
      : []),
  ];
}
