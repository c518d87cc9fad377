import { useApi } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { useCallback } from 'react';
import { GrantCard } from '../access/GrantCard';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { CardList } from '../components/ListCard';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { usePages } from '../hooks/usePages';
import { useT } from '../hooks/useT';

/** Who has access to a server, for those who decide about it. */
export function ServerGrants({ serverRef }: { serverRef: string }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const grants = usePages(
    useCallback(
      (cursor?: string) =>
        registry.listGrants({ role: 'server', serverRef, limit: 20, cursor }),
      [registry, serverRef],
    ),
  );
  return (
    <Section title={t('serverGrants.title')} hint={t('serverGrants.hint')}>
      <Problem
        title={t('grants.failed')}
        error={grants.error}
        onRetry={grants.refresh}
      />
      {grants.first && grants.items.length === 0 && (
        <Text color="secondary">{t('serverGrants.empty')}</Text>
      )}
      <CardList label={t('serverGrants.title')}>
        {grants.items.map(grant => (
          <GrantCard
            key={grant.id}
            grant={grant}
            showHolder
            onChanged={grants.refresh}
          />
        ))}
      </CardList>
      <MoreButton
        hasMore={grants.hasMore}
        loading={grants.loadingMore}
        onMore={grants.more}
      />
    </Section>
  );
}
