import { Text } from '@backstage/ui';
import { useT } from '../hooks/useT';
import type { Progress } from './toolSession';
import styles from './tryit.module.css';

const MAX_WORDS = 300;

/** How far the call has come, as far as the server says. */
export function RunProgress({ progress }: { progress?: Progress }) {
  const t = useT();
  const { done, total, message } = progress ?? {};
  const isKnown = total !== undefined && total > 0 && done !== undefined;
  return (
    <div>
      <progress
        className={styles.progress}
        aria-label={t('tryIt.progress')}
        {...(isKnown && { value: Math.min(done, total), max: total })}
      />
      <Text as="p" color="secondary" className={styles.words}>
        {message?.slice(0, MAX_WORDS) ?? t('tryIt.running')}
        {isKnown && ` (${done} / ${total})`}
      </Text>
    </div>
  );
}
