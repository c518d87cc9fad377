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
import { AccountCard } from './AccountCard';
import { nameOf } from './nameOf';

/** My own keys and accounts in the systems behind my tools. */
export function ConnectedAccounts() {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { value, error, loading, refresh } = useLoad(
    useCallback(() => gateway.listConnections(), [gateway]),
    { everyMs: 30_000 },
  );
  return (
    <Section title={t('accounts.title')} hint={t('accounts.hint')}>
      <Problem title={t('accounts.failed')} error={error} onRetry={refresh} />
      {!value && loading && <Lines count={1} />}
      {value?.length === 0 && (
        <Text as="p" color="secondary" style={{ margin: 0 }}>
          {t('accounts.empty')}
        </Text>
      )}
      {value && value.length > 0 && (
        <CardList label={t('accounts.title')}>
          {value.map(connection => (
            <AccountCard
              key={`${connection.kind} ${nameOf(connection)} ${connection.id}`}
              connection={connection}
              onChanged={refresh}
            />
          ))}
        </CardList>
      )}
    </Section>
  );
}
