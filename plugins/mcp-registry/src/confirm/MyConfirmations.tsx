import { useApi } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { Lines } from '../components/Lines';
import { CardList } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { ConfirmationCard } from './ConfirmationCard';

/** What I said of calls that need my own word, as far as it still holds. */
export function MyConfirmations() {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { value, error, loading, refresh } = useLoad(
    useCallback(() => gateway.listConfirmations(), [gateway]),
    { everyMs: 30_000 },
  );
  return (
    <Section title={t('confirmations.title')} hint={t('confirmations.hint')}>
      <Problem
        title={t('confirmations.failed')}
        error={error}
        onRetry={refresh}
      />
      {!value && loading && <Lines count={1} />}
      {value?.length === 0 && (
        <Text as="p" color="secondary" style={{ margin: 0 }}>
          {t('confirmations.empty')}
        </Text>
      )}
      {value && value.length > 0 && (
        <CardList label={t('confirmations.title')}>
          {value.map(confirmation => (
            <ConfirmationCard
              key={confirmation.id}
              confirmation={confirmation}
              onRevoked={refresh}
            />
          ))}
        </CardList>
      )}
    </Section>
  );
}
