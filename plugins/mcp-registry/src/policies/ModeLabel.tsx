import type { Policy } from '../api/types';
import { StatusLabel, type Tone } from '../components/StatusLabel';
import { useT } from '../hooks/useT';

const TONES: Record<Policy['mode'], Tone> = {
  enforce: 'good',
  observe: 'neutral',
  mixed: 'neutral',
  removed: 'warn',
};

/** Whether a policy decides, or is only watched. */
export function ModeLabel({ mode }: { mode: Policy['mode'] }) {
  const t = useT();
  return <StatusLabel tone={TONES[mode]}>{t(`policies.${mode}`)}</StatusLabel>;
}
