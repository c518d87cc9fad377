import { Text } from '@backstage/ui';
import { useT } from '../hooks/useT';
import styles from './who.module.css';

/** The policies that said something, by id. */
export function PolicyNames(props: { ids: readonly string[] }) {
  const t = useT();
  const { ids } = props;
  return ids.length === 0 ? null : (
    <Text color="secondary">
      {t('callable.policies', { count: ids.length })}{' '}
      <span className={styles.code}>{ids.join(', ')}</span>
    </Text>
  );
}
