import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { CardList } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { GuardRuleCard } from './GuardRuleCard';

/** The rules of the configuration that look at what happened before a call. Where there are none, there is nothing to say. */
export function GuardRules() {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { value, error, refresh } = useLoad(
    useCallback(() => gateway.listGuardRules(), [gateway]),
  );
  if (!error && !value?.length) return null;
  return (
    <Section title={t('guardRules.title')} hint={t('guardRules.hint')}>
      <Problem title={t('guardRules.failed')} error={error} onRetry={refresh} />
      {value && value.length > 0 && (
        <CardList label={t('guardRules.title')}>
          {value.map(rule => (
            <GuardRuleCard key={rule.id} rule={rule} />
          ))}
        </CardList>
      )}
    </Section>
  );
}
