import { RiShieldLine } from '@remixicon/react';
import type { RiskTier } from '../api/types';
import { useT } from '../hooks/useT';
import { StatusLabel, type Tone } from './StatusLabel';

const TONES: Record<RiskTier, Tone> = {
  low: 'good',
  medium: 'info',
  high: 'warn',
  critical: 'bad',
};

/** How risky a server is. */
export function RiskLabel({ risk }: { risk: RiskTier }) {
  const t = useT();
  return (
    <StatusLabel
      tone={TONES[risk]}
      icon={<RiShieldLine size={14} aria-hidden />}
    >
      {t(`risk.${risk}`)}
    </StatusLabel>
  );
}
