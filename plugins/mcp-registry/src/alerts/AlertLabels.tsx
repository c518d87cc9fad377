import type { Alert } from '../api/types';
import { StatusLabel, type Tone } from '../components/StatusLabel';
import { useT } from '../hooks/useT';

const SEVERITY_TONES: Record<Alert['severity'], Tone> = {
  low: 'neutral',
  medium: 'warn',
  high: 'bad',
  critical: 'bad',
};
const STATE_TONES: Record<Alert['state'], Tone> = {
  open: 'warn',
  acknowledged: 'info',
  resolved: 'good',
  dismissed: 'neutral',
};

/** How bad an alert looks, and where it stands. */
export function AlertLabels({ alert }: { alert: Alert }) {
  const t = useT();
  const { severity, state } = alert;
  return (
    <>
      <StatusLabel tone={SEVERITY_TONES[severity]}>
        {t(`alerts.severity.${severity}`)}
      </StatusLabel>
      <StatusLabel tone={STATE_TONES[state]}>
        {t(`alerts.state.${state}`)}
      </StatusLabel>
    </>
  );
}
