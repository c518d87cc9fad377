import type { ConditionLift } from '../api/types';
import { StatusLabel, type Tone } from '../components/StatusLabel';
import { useT } from '../hooks/useT';

const TONES: Record<ConditionLift['state'], Tone> = {
  open: 'info',
  approved: 'good',
  denied: 'bad',
  withdrawn: 'neutral',
  obsolete: 'neutral',
};

/** What became of a wish. */
export function LiftStateLabel({ state }: Pick<ConditionLift, 'state'>) {
  const t = useT();
  return (
    <StatusLabel tone={TONES[state]}>
      {t(`conditions.liftState.${state}`)}
    </StatusLabel>
  );
}
