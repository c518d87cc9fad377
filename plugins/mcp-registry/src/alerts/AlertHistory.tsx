import { Text } from '@backstage/ui';
import type { AlertDetails } from '../api/types';
import { EntityName } from '../components/EntityName';
import { RelativeTime } from '../components/RelativeTime';
import { useT, type T } from '../hooks/useT';
import styles from './alerts.module.css';

const TOLD = [
  ...(['raised', 'changed', 'reopened', 'retracted'] as const),
  ...(['acknowledge', 'resolve', 'dismiss', 'reopen'] as const),
  ...(['reacted', 'would-react', 'not-reacted', 'given-back'] as const),
];
/** What rules do. */
const BY_RULES = ['reacted', 'would-react', 'not-reacted', 'given-back'];

/** What happened to an alert, the latest first. */
export function AlertHistory(props: { history: AlertDetails['history'] }) {
  const t = useT();
  return (
    <ol className={styles.history} aria-label={t('alerts.history')}>
      {props.history.map(({ at, what, by, reason }, index) => (
        <li key={`${at} ${index}`}>
          <Text>
            <strong>{toldText(t, what)}</strong>{' '}
            {by === undefined ? (
              t(BY_RULES.includes(what) ? 'alerts.byRule' : 'alerts.byDetector')
            ) : (
              <EntityName entityRef={by} plain />
            )}
            , <RelativeTime at={at} />
          </Text>
          {reason !== undefined && (
            <Text as="p" color="secondary" className={styles.reason}>
              {reason}
            </Text>
          )}
        </li>
      ))}
    </ol>
  );
}

function toldText(t: T, what: string): string {
  const known = TOLD.find(one => one === what);
  return known ? t(`alerts.told.${known}`) : what;
}
