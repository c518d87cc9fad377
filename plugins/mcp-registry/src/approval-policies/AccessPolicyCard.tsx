import { Text } from '@backstage/ui';
import type { AccessPolicy, AccessRule } from '../api/types';
import { Facts } from '../components/Facts';
import { useT } from '../hooks/useT';
import { accessLimitWords, accessWhenWords } from './accessRuleWords';
import { PolicyCard } from './PolicyCard';
import { needWords, timeWords } from './ruleWords';
import styles from './approvalPolicies.module.css';

/** One policy about requests for access in words, rule by rule. */
export function AccessPolicyCard({ policy }: { policy: AccessPolicy }) {
  return (
    <PolicyCard policy={policy}>
      {policy.rules.map(rule => (
        <Rule key={rule.id} rule={rule} />
      ))}
    </PolicyCard>
  );
}

function Rule({ rule }: { rule: AccessRule }) {
  const t = useT();
  const limits = accessLimitWords(t, rule);
  const needs = needWords(t, rule).join(` ${t('approvalNeeds.or')} `);
  return (
    <div className={styles.note}>
      <Text as="h5" weight="bold" className={styles.flat}>
        {rule.title ?? rule.id}
      </Text>
      <Facts
        items={[
          {
            label: t('approvalPolicies.when'),
            value: accessWhenWords(t, rule),
          },
          {
            label: t('approvalPolicies.needs'),
            value: `${needs}, ${t(
              rule.insteadOfOwner
                ? 'accessPolicies.instead'
                : 'accessPolicies.beside',
            )}`,
          },
          limits !== undefined && {
            label: t('accessPolicies.limits'),
            value: limits,
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
