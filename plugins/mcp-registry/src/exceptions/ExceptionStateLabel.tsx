import type { Exception } from '../api/types';
import { StatusLabel, type Tone } from '../components/StatusLabel';
import { useT } from '../hooks/useT';

/** Never green: what is excepted is still found. */
const TONES: Record<Exception['state'], Tone> = {
  requested: 'info',
  approved: 'warn',
  denied: 'bad',
  withdrawn: 'neutral',
  ended: 'bad',
  obsolete: 'neutral',
  revoked: 'bad',
};

/** Where an exception stands. */
export function ExceptionStateLabel(props: { state: Exception['state'] }) {
  const t = useT();
  return (
    <StatusLabel tone={TONES[props.state]}>
      {t(`exceptionState.${props.state}`)}
    </StatusLabel>
  );
}
