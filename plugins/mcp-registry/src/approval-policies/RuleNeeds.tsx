import { Text } from '@backstage/ui';
import type { ApprovalRuleState } from '../api/types';
import { StatusLabel } from '../components/StatusLabel';
import { useT, type T } from '../hooks/useT';
import { NeedText } from './NeedText';
import styles from './approvalPolicies.module.css';

/** The rules that apply, with what each needs and has. */
export function RuleNeeds(props: {
  rules: readonly ApprovalRuleState[];
  label: string;
}) {
  const t = useT();
  return (
    <ul className={styles.rules} aria-label={props.label}>
      {props.rules.map(rule => (
        <li key={`${rule.policy} ${rule.rule}`}>
          <StatusLabel tone={rule.isMet ? 'good' : 'info'}>
            {t(rule.isMet ? 'approvalNeeds.met' : 'approvalNeeds.open')}
          </StatusLabel>
          <div>
            <Text weight="bold">{ruleTitle(t, rule)}</Text>
            <ul className={styles.ways}>
              {rule.alternatives.map((way, index) => (
                <li key={way.id}>
                  <Text color="secondary">
                    {index > 0 && `${t('approvalNeeds.or')} `}
                    {way.needs.map((need, place) => (
                      <span key={`${need.who} ${need.system}`}>
                        {place > 0 && ', '}
                        <NeedText need={need} />
                      </span>
                    ))}
                    {way.ticket !== undefined &&
                      ` ${t(
                        way.isTicketMissing
                          ? 'approvalNeeds.ticket'
                          : 'approvalNeeds.ticketGiven',
                      )}`}
                  </Text>
                </li>
              ))}
            </ul>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** What the rule is called; where nobody named it, by its id. */
export function ruleTitle(
  t: T,
  { policy, rule, title }: Pick<ApprovalRuleState, 'policy' | 'rule' | 'title'>,
): string {
  if (
    policy === 'sallyport' &&
    (rule === 'review' || rule === 'both-sides' || rule === 'owner')
  ) {
    return t(`approvalNeeds.builtIn.${rule}`);
  }
  return title ?? t('approvalNeeds.rule', { policy, rule });
}
