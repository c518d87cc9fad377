import { Text } from '@backstage/ui';
import type { Policy } from '../api/types';
import { EntityName } from '../components/EntityName';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../hooks/useT';
import styles from './policies.module.css';

/** Which version it is, of whom, and why. */
export function PolicyFacts(props: {
  of: Pick<
    Policy,
    'version' | 'author' | 'confirmedBy' | 'at' | 'comment' | 'restoredFrom'
  >;
}) {
  const t = useT();
  const { version, author, confirmedBy, at, comment, restoredFrom } = props.of;
  if (!version || !author || !at) return null;
  return (
    <Text as="p" color="secondary" className={styles.flat}>
      {t('policies.version', { version: String(version) })} {t('policies.by')}{' '}
      <EntityName entityRef={author} plain />
      {confirmedBy && (
        <>
          {', '}
          {t('policies.confirmedBy')}{' '}
          <EntityName entityRef={confirmedBy} plain />
        </>
      )}
      {', '}
      <RelativeTime at={at} />
      {comment && ` · ${comment}`}
      {restoredFrom !== undefined &&
        ` · ${t('policyHistory.restored', { version: String(restoredFrom) })}`}
    </Text>
  );
}
