import type { AccessRequest } from '../api/types';
import { StatusLabel, type Tone } from '../components/StatusLabel';
import { useT } from '../hooks/useT';

const TONES: Record<AccessRequest['state'], Tone> = {
  pending: 'info',
  approved: 'good',
  denied: 'bad',
  withdrawn: 'neutral',
};

/** Where a request stands. */
export function RequestState(props: { state: AccessRequest['state'] }) {
  const t = useT();
  return (
    <StatusLabel tone={TONES[props.state]}>
      {t(`requestState.${props.state}`)}
    </StatusLabel>
  );
}
