import { RiDeleteBinLine, RiEditLine, RiEyeLine } from '@remixicon/react';
import type { ReactElement } from 'react';
import type { ToolEffect } from '../api/types';
import { StatusLabel, type Tone } from '../components/StatusLabel';
import { useT } from '../hooks/useT';

const TONES: Record<ToolEffect, Tone> = {
  reads: 'good',
  changes: 'warn',
  destroys: 'bad',
};
const ICONS: Record<ToolEffect, ReactElement> = {
  reads: <RiEyeLine size={14} aria-hidden />,
  changes: <RiEditLine size={14} aria-hidden />,
  destroys: <RiDeleteBinLine size={14} aria-hidden />,
};

/** What a tool can do: read, change, destroy. */
export function EffectLabel(props: { effect: ToolEffect; count?: number }) {
  const t = useT();
  return (
    <StatusLabel tone={TONES[props.effect]} icon={ICONS[props.effect]}>
      {t(`effect.${props.effect}`)}
      {props.count === undefined ? '' : ` · ${props.count}`}
    </StatusLabel>
  );
}
