import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { CardList } from '../components/ListCard';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { inboxChanged, useInboxChanged } from '../hooks/useOpenCount';
import { usePages } from '../hooks/usePages';
import { useT } from '../hooks/useT';
import { ServerException } from './ServerException';

/** The exceptions of a server, for those concerned; nothing for others, and where there never was one. */
export function ServerExceptions(props: {
  serverRef: string;
  onChanged(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { serverRef, onChanged } = props;
  const { items, error, refresh, ...pages } = usePages(
    useCallback(
      (cursor?: string) =>
        registry.listExceptions(serverRef, { limit: 10, cursor }),
      [registry, serverRef],
    ),
  );
  useInboxChanged(refresh);
  if (!error && items.length === 0) return null;
  return (
    <Section title={t('exceptions.title')} hint={t('exceptions.hint')}>
      <Problem title={t('exceptions.failed')} error={error} onRetry={refresh} />
      {items.length > 0 && (
        <CardList label={t('exceptions.list')}>
          {items.map(exception => (
            <ServerException
              key={exception.id}
              exception={exception}
              onChanged={() => {
                inboxChanged();
                onChanged();
              }}
            />
          ))}
        </CardList>
      )}
      <MoreButton
        hasMore={pages.hasMore}
        loading={pages.loadingMore}
        onMore={pages.more}
      />
    </Section>
  );
}
