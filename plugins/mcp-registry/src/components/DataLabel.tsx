import { RiLockLine } from '@remixicon/react';
import type { DataClassification } from '../api/types';
import { useT } from '../hooks/useT';
import { StatusLabel, type Tone } from './StatusLabel';

const TONES: Record<DataClassification, Tone> = {
  public: 'neutral',
  internal: 'neutral',
  confidential: 'warn',
  restricted: 'bad',
};

/** How sensitive the data behind a server is. */
export function DataLabel(props: { classification: DataClassification }) {
  const t = useT();
  return (
    <StatusLabel
      tone={TONES[props.classification]}
      icon={<RiLockLine size={14} aria-hidden />}
    >
      {t(`data.${props.classification}`)}
    </StatusLabel>
  );
}
