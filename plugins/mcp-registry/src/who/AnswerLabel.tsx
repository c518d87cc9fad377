import { DecisionLabel } from '../activity/DecisionLabel';
import type { Foreseen } from '../api/types';
import { StatusLabel } from '../components/StatusLabel';
import { useT } from '../hooks/useT';

/** Whether something can be called: yes, no, or with some arguments. */
export function AnswerLabel(props: {
  answer: Pick<Foreseen, 'effect' | 'dependsOnArguments'>;
}) {
  const t = useT();
  const { effect, dependsOnArguments } = props.answer;
  return dependsOnArguments ? (
    <StatusLabel tone="warn" title={t('callable.someHint')}>
      {t('callable.some')}
    </StatusLabel>
  ) : (
    <DecisionLabel decision={effect} />
  );
}
