import type { Call } from '../api/types';
import { StatusLabel } from '../components/StatusLabel';
import { useT } from '../hooks/useT';

/** Whether a call was allowed. */
export function DecisionLabel(props: { decision: Call['decision'] }) {
  const t = useT();
  return props.decision === 'allow' ? (
    <StatusLabel tone="good">{t('decision.allow')}</StatusLabel>
  ) : (
    <StatusLabel tone="bad">{t('decision.deny')}</StatusLabel>
  );
}
