import { Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import type { ApprovalPolicy } from '../api/types';
import { ListCard } from '../components/ListCard';
import { useT } from '../hooks/useT';
import { ModeLabel } from '../policies/ModeLabel';
import styles from './approvalPolicies.module.css';

const SHOWN_DIGITS = 19;

/** A policy of any kind: its name, mode and version around its rules. */
export function PolicyCard(props: {
  policy: Pick<ApprovalPolicy, 'id' | 'title' | 'mode' | 'digest'>;
  children: ReactNode;
}) {
  const t = useT();
  const { policy, children } = props;
  return (
    <ListCard
      title={
        <Text as="h4" variant="title-x-small" className={styles.flat}>
          {policy.title ?? policy.id}
        </Text>
      }
      labels={<ModeLabel mode={policy.mode} />}
    >
      {children}
      <Text as="p" color="secondary" className={styles.flat}>
        <span title={policy.digest}>
          {t('approvalPolicies.version', {
            version: policy.digest.slice(0, SHOWN_DIGITS),
          })}
        </span>
      </Text>
    </ListCard>
  );
}
