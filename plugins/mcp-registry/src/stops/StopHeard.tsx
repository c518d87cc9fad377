import { Text } from '@backstage/ui';
import type { HeardStop } from '../api/types';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../hooks/useT';
import styles from './stops.module.css';

/** What callers are told of a stop, and until when it holds. */
export function StopHeard({ stop }: { stop: HeardStop }) {
  const t = useT();
  return (
    <Text as="p" className={styles.heard}>
      {stop.message ?? t(`reason.${stop.reason}`)}
      {stop.endsAt && (
        <>
          {' '}
          ({t('stops.until')} <RelativeTime at={stop.endsAt} />)
        </>
      )}
    </Text>
  );
}
