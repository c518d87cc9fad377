import type { Revision } from '../api/types';
import { StatusLabel, type Tone } from '../components/StatusLabel';
import { useT } from '../hooks/useT';

const TONES: Record<Revision['state'], Tone> = {
  draft: 'neutral',
  submitted: 'info',
  approved: 'good',
  rejected: 'bad',
  'changes-requested': 'warn',
  superseded: 'neutral',
  replaced: 'neutral',
};

/** Where a revision's review stands. */
export function RevisionStateLabel(props: { state: Revision['state'] }) {
  const t = useT();
  return (
    <StatusLabel tone={TONES[props.state]}>
      {t(`revisionState.${props.state}`)}
    </StatusLabel>
  );
}
