import { useApi } from '@backstage/frontend-plugin-api';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Budget } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { StatusLabel } from '../components/StatusLabel';
import { useLanguage } from '../hooks/useLanguage';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { numbersOf } from './numbers';
import { useCallback } from 'react';
import styles from './usage.module.css';

/** What teams may use this month, and what they have. Nothing where no budget concerns the person. */
export function BudgetList() {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const numbers = numbersOf(useLanguage());
  const { value, error, refresh } = useLoad(
    useCallback(() => gateway.listBudgets(), [gateway]),
  );
  if (error) {
    return (
      <Problem
        title={t('usageBudgets.failed')}
        error={error}
        onRetry={refresh}
      />
    );
  }
  if (!value || value.items.length === 0) return null;
  const amount = (budget: Budget, number: number) =>
    budget.unit === 'money'
      ? numbers.money(number, value.currency)
      : numbers.count(number);
  return (
    <Section title={t('usageBudgets.title')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('usage.team')}</th>
            <th scope="col">{t('usageBudgets.amount')}</th>
            <th scope="col">{t('usageBudgets.state')}</th>
          </tr>
        </thead>
        <tbody>
          {value.items.map(budget => (
            <tr key={`${budget.team} ${budget.unit}`}>
              <td>
                <EntityName entityRef={budget.team} />
              </td>
              <td>
                {t('usageBudgets.used', {
                  used: amount(budget, budget.used),
                  perMonth: amount(budget, budget.perMonth),
                  unit:
                    budget.unit === 'money'
                      ? ''
                      : t(`usageBudgets.${budget.unit}`),
                })}
              </td>
              <td>
                <BudgetLabel budget={budget} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function BudgetLabel({ budget }: { budget: Budget }) {
  const t = useT();
  const share = budget.used / budget.perMonth;
  if (share >= 1) {
    return (
      <StatusLabel tone={budget.stops ? 'bad' : 'warn'}>
        {t(budget.stops ? 'usageBudgets.stopped' : 'usageBudgets.over')}
      </StatusLabel>
    );
  }
  return share * 100 >= budget.warnAtPercent ? (
    <StatusLabel tone="warn">{t('usageBudgets.near')}</StatusLabel>
  ) : (
    <StatusLabel tone="good">{t('usageBudgets.fine')}</StatusLabel>
  );
}
