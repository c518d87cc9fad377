import { Button } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { useEffect, useState } from 'react';
import { useT } from '../hooks/useT';
import styles from './CopyText.module.css';

/** Text to copy: a command, an address, a file. */
export function CopyText(props: { text: string; label: string }) {
  const t = useT();
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');

  useEffect(() => {
    if (state === 'idle') {
      return undefined;
    }
    const timer = setTimeout(() => setState('idle'), 3000);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = () => {
    // Without a secure context browsers have no clipboard; the text can then be selected by hand.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    if (!clipboard) {
      setState('failed');
      return;
    }
    clipboard.writeText(props.text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };

  return (
    <div className={styles.box}>
      <pre className={styles.text}>{props.text}</pre>
      <Button
        size="small"
        variant="secondary"
        aria-label={t('copy.button', { what: props.label })}
        iconStart={
          state === 'copied' ? (
            <RiCheckLine aria-hidden />
          ) : (
            <RiFileCopyLine aria-hidden />
          )
        }
        onPress={copy}
      >
        {t(`copy.${state}`)}
      </Button>
      <span role="status" className={styles.hidden}>
        {state === 'idle' ? '' : t(`copy.${state}`)}
      </span>
    </div>
  );
}
