import { Text } from '@backstage/ui';
import type { ApprovalPolicy, ApprovalRule } from '../api/types';
import { Facts } from '../components/Facts';
import { useT } from '../hooks/useT';
import { PolicyCard } from './PolicyCard';
import { needWords, timeWords, whenWords } from './ruleWords';
import styles from './approvalPolicies.module.css';

/** One policy in words, rule by rule. */
export function ApprovalPolicyCard({ policy }: { policy: ApprovalPolicy }) {
  return (
    <PolicyCard policy={policy}>
      {policy.rules.map(rule => (
        <Rule key={rule.id} rule={rule} />
      ))}
    </PolicyCard>
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
