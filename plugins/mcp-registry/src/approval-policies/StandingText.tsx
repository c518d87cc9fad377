import type { ApprovalState } from '../api/types';
import { StatusLabel } from '../components/StatusLabel';
import { useT } from '../hooks/useT';
import { ruleTitle } from './RuleNeeds';

/** By which rules something is decided, and whether it has what they ask for. */
export function StandingText({ state }: { state: ApprovalState }) {
  const t = useT();
  const isMet = state.decision === 'approved';
  return (
    <>
      {state.rules.map(rule => ruleTitle(t, rule)).join('; ')}{' '}
      <StatusLabel tone={isMet ? 'good' : 'info'}>
        {t(isMet ? 'approvalPolicies.wouldPass' : 'approvalPolicies.wouldWait')}
      </StatusLabel>
    </>
  );
}
