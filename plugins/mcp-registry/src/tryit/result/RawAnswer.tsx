import { useState } from 'react';
import { useT } from '../../hooks/useT';
import type { ToolAnswer } from '../toolSession';
import { BoundedText } from './BoundedText';
import styles from './result.module.css';
import { SaveButton } from './SaveButton';

/** The whole answer. It is written out when somebody looks. */
export function RawAnswer(props: { answer: ToolAnswer; name: string }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const text = () => JSON.stringify(props.answer, null, 2);
  return (
    <details
      className={styles.raw}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary>{t('result.raw')}</summary>
      {open && (
        <div className={styles.block}>
          <BoundedText isCode text={text()} />
          <SaveButton name={`${props.name}.json`} content={text} />
        </div>
      )}
    </details>
  );
}
