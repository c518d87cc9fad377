import type { HeldGrant } from '../api/types';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../hooks/useT';
import { Selection } from '../tools/Selection';
import { GivenTo } from './GivenTo';
import styles from './who.module.css';

/** The access that somebody has to a server: to what, until when, given to whom. */
export function HeldGrants(props: {
  grants: readonly HeldGrant[];
  isMe?: boolean;
}) {
  const t = useT();
  const { grants, isMe } = props;
  if (grants.length === 0) {
    return <div className={styles.plain}>{t('callable.noAccess')}</div>;
  }
  return (
    <ul className={styles.plain}>
      {grants.map(grant => (
        <li key={grant.id} title={grant.id}>
          <Selection tools={grant.tools} />,{' '}
          <GivenTo grant={grant} isMe={isMe} />, {t('callable.until')}{' '}
          <RelativeTime at={grant.expiresAt} />
        </li>
      ))}
    </ul>
  );
}
