import { Button, TextField } from '@backstage/ui';
import { useState } from 'react';
import { ErrorText } from '../components/ErrorText';
import { Problem } from '../components/Problem';
import { useT } from '../hooks/useT';
import styles from './reviews.module.css';

/** Sends what is ticked, once each of it has an answer. */
export function ReviewSender(props: {
  ticked: number;
  ready: number;
  running: boolean;
  error: Error | undefined;
  onSend(reason: string): void;
}) {
  const t = useT();
  const { ticked, ready } = props;
  const [reason, setReason] = useState('');
  const isMissing = ready < ticked;
  return (
    <div className={styles.sender}>
      <TextField
        label={t('reviews.reason')}
        maxLength={1000}
        value={reason}
        onChange={setReason}
      />
      {isMissing && <ErrorText>{t('reviews.missing')}</ErrorText>}
      <Problem title={t('reviews.sendFailed')} error={props.error} />
      <div>
        <Button
          variant="primary"
          isDisabled={ticked === 0 || isMissing}
          isPending={props.running}
          onPress={() => props.onSend(reason.trim())}
        >
          {ticked < 2
            ? t('reviews.send')
            : t('reviews.sendMany', { number: String(ticked) })}
        </Button>
      </div>
    </div>
  );
}
