import {
  RiAlertLine,
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiInformationLine,
  RiTimeLine,
} from '@remixicon/react';
import type { ReactElement, ReactNode } from 'react';
import styles from './StatusLabel.module.css';

/** How a status should feel. The text says it, too: never colour alone. */
export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'neutral';

const ICONS: Record<Tone, ReactElement> = {
  good: <RiCheckboxCircleLine size={14} aria-hidden />,
  warn: <RiAlertLine size={14} aria-hidden />,
  bad: <RiCloseCircleLine size={14} aria-hidden />,
  info: <RiTimeLine size={14} aria-hidden />,
  neutral: <RiInformationLine size={14} aria-hidden />,
};

/** A status: text, colour and icon. */
export function StatusLabel(props: {
  tone: Tone;
  icon?: ReactElement;
  title?: string;
  children: ReactNode;
}) {
  const tone = props.tone === 'neutral' ? '' : styles[props.tone];
  return (
    <span className={`${styles.label} ${tone}`} title={props.title}>
      {props.icon ?? ICONS[props.tone]}
      <span>{props.children}</span>
    </span>
  );
}
