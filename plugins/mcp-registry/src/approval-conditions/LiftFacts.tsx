import { Text } from '@backstage/ui';
import type { ConditionLift } from '../api/types';
import { RuleNeeds } from '../approval-policies/RuleNeeds';
import { EntityName } from '../components/EntityName';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../hooks/useT';
import { ConditionList } from './ConditionList';
import styles from './conditions.module.css';

/** What a wish would change, why, who has to agree, and who has spoken. */
export function LiftFacts({ lift }: { lift: ConditionLift }) {
  const t = useT();
  const { conditions = [], instead, reason, approval, reviews, state } = lift;
  const isOpen = state === 'open';
  return (
    <>
      <blockquote className={styles.said}>
        <Text>{reason}</Text>
      </blockquote>
      <ConditionList
        title={t(isOpen ? 'conditions.wouldGo' : 'conditions.wasToGo')}
        items={conditions.map(({ condition }) => ({ condition }))}
      />
      {instead.length > 0 ? (
        <ConditionList
          title={t(isOpen ? 'conditions.wouldCome' : 'conditions.wasToCome')}
          items={instead.map(condition => ({ condition }))}
        />
      ) : (
        <Text as="p" className={styles.flat}>
          {t(
            isOpen ? 'conditions.nothingComes' : 'conditions.nothingWasToCome',
          )}
        </Text>
      )}
      {isOpen && approval && (
        <div>
          <Text as="p" weight="bold" className={styles.flat}>
            {t('conditions.needs')}
          </Text>
          <RuleNeeds
            rules={approval.rules.map(rule =>
              // The built-in rule is called by what it is about, and that is no version here.
              rule.policy === 'sallyport'
                ? { ...rule, rule: 'lift', title: t('conditions.ruleReview') }
                : rule,
            )}
            label={t('conditions.needs')}
          />
        </div>
      )}
      {reviews.map(({ by, verdict, at, reason: said, onBehalfOf }) => (
        <Text
          key={`${by} ${at}`}
          as="p"
          color="secondary"
          className={styles.flat}
        >
          <EntityName entityRef={by} plain />{' '}
          {t(verdict === 'approve' ? 'conditions.agreed' : 'conditions.denied')}
          {onBehalfOf && (
            <>
              {' '}
              {t('conditions.inPlaceOf')}{' '}
              <EntityName entityRef={onBehalfOf} plain />
            </>
          )}{' '}
          · <RelativeTime at={at} />
          {said && ` · ${said}`}
        </Text>
      ))}
    </>
  );
}
