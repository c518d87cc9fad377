import { Text } from '@backstage/ui';
import type { Foreseen, HeldGrant } from '../api/types';
import { useT } from '../hooks/useT';
import { foreseenText } from './foreseenText';
import { GivenTo } from './GivenTo';
import { PolicyNames } from './PolicyNames';
import styles from './who.module.css';

/** Through what something is allowed, or what refuses it, as a sentence. */
export function Through(props: {
  answer: Foreseen;
  grants: readonly HeldGrant[];
  isMe?: boolean;
}) {
  const t = useT();
  const { answer, grants, isMe } = props;
  const { effect, reason, grantIds, policyIds } = answer;
  const through = grants.find(({ id }) => id === grantIds[0]);
  const others = grantIds.length - 1;
  return (
    <Text as="p" color="secondary" className={styles.through}>
      {effect === 'allow' && through ? (
        <>
          {t('callable.access')} <GivenTo grant={through} isMe={isMe} />.
          {others > 0 && ` ${t('callable.moreWays', { count: others })}`}
        </>
      ) : (
        foreseenText(t, reason)
      )}
      {policyIds.length > 0 && ' '}
      <PolicyNames ids={policyIds} />
    </Text>
  );
}
