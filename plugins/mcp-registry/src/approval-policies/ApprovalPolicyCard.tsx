import { Text } from '@backstage/ui';
import type { ApprovalPolicy, ApprovalRule } from '../api/types';
import { Facts } from '../components/Facts';
import { ListCard } from '../components/ListCard';
import { useT } from '../hooks/useT';
import { ModeLabel } from '../policies/ModeLabel';
import { needWords, timeWords, whenWords } from './ruleWords';
import styles from './approvalPolicies.module.css';

const SHOWN_DIGITS = 19;

/** One policy in words, rule by rule. */
export function ApprovalPolicyCard({ policy }: { policy: ApprovalPolicy }) {
  const t = useT();
  return (
    <ListCard
      title={
        <Text as="h4" variant="title-x-small" className={styles.flat}>
          {policy.title ?? policy.id}
        </Text>
      }
      labels={<ModeLabel mode={policy.mode} />}
    >
      {policy.rules.map(rule => (
        <Rule key={rule.id} rule={rule} />
      ))}
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

function Rule({ rule }: { rule: ApprovalRule }) {
  const t = useT();
  return (
    <div className={styles.note}>
      <Text as="h5" weight="bold" className={styles.flat}>
        {rule.title ?? rule.id}
      </Text>
      <Facts
        items={[
          { label: t('approvalPolicies.when'), value: whenWords(t, rule) },
          {
            label: t('approvalPolicies.needs'),
            value: `${needWords(t, rule).join(
              ` ${t('approvalNeeds.or')} `,
            )}, ${t(
              rule.insteadOfReview
                ? 'approvalPolicies.instead'
                : 'approvalPolicies.beside',
            )}`,
          },
          rule.time.length > 0 && {
            label: t('approvalPolicies.inTime'),
            value: timeWords(t, rule),
          },
        ]}
      />
    </div>
  );
}
