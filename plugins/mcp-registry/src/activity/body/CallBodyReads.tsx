import { Text } from '@backstage/ui';
import type { CallBodyStatus } from '../../api/types';
import { EntityName } from '../../components/EntityName';
import { RelativeTime } from '../../components/RelativeTime';
import { useT } from '../../hooks/useT';
import styles from './body.module.css';

/** Who has read it; nothing where nobody has. */
export function CallBodyReads({ reads }: Pick<CallBodyStatus, 'reads'>) {
  const t = useT();
  if (reads.length === 0) return null;
  return (
    <div>
      <Text as="h4" variant="body-small" weight="bold">
        {t('body.reads')}
      </Text>
      <ul className={styles.reads}>
        {reads.map(({ by, at }, index) => (
          <li key={index}>
            <EntityName entityRef={by} /> <RelativeTime at={at} />
          </li>
        ))}
      </ul>
    </div>
  );
}
