import { Button, ButtonLink, Text } from '@backstage/ui';
import { useEffect, useState } from 'react';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { MoreButton } from '../components/MoreButton';
import { PageBody } from '../components/PageBody';
import { Problem } from '../components/Problem';
import { useDebounced } from '../hooks/useDebounced';
import { useT } from '../hooks/useT';
import { useUrlState } from '../hooks/useUrlState';
import { ServerCard } from './ServerCard';
import styles from './ServerCard.module.css';
import { ServerFilterBar } from './ServerFilterBar';
import { NO_FILTERS, useServers, type ServerFilters } from './useServers';

/** Find an AI tool: what it does, whether I may use it. */
export function BrowsePage() {
  const t = useT();
  const { get, set } = useUrlState();
  const filters: ServerFilters = {
    search: get('search'),
    owner: get('owner'),
    data: get('data'),
    risk: get('risk'),
    tag: get('tag'),
    status: get('status'),
    usable: get('usable'),
  };
  const inUrl = filters.search ?? '';
  const [search, setSearch] = useState(inUrl);
  const settled = useDebounced(search, 300);
  useEffect(() => {
    set({ search: settled.trim() || undefined });
  }, [settled, set]);

  const servers = useServers(filters);
  const change = (changed: ServerFilters) => {
    if ('search' in changed) {
      setSearch(changed.search ?? '');
    }
    set({ ...changed });
  };
  const filtered = Object.values(filters).some(Boolean);

  return (
    <PageBody
      title={t('browse.title')}
      lead={t('browse.lead')}
      actions={
        <ButtonLink
          variant="secondary"
          href="/create/templates/default/register-mcp-server"
        >
          {t('browse.register')}
        </ButtonLink>
      }
    >
      <ServerFilterBar
        search={search}
        onSearch={setSearch}
        filters={filters}
        facets={servers.first?.facets}
        onChange={change}
      />
      <Problem
        title={t('browse.failed')}
        error={servers.error}
        onRetry={servers.refresh}
      />
      {!servers.first && servers.loading && <Lines height={120} />}
      {servers.first && (
        <>
          <Text as="p" color="secondary" role="status" style={{ margin: 0 }}>
            {t('browse.found', { count: servers.first.totalItems })}
          </Text>
          {servers.items.length === 0 ? (
            <EmptyState
              title={filtered ? t('browse.noneFound') : t('browse.empty')}
              hint={
                filtered ? t('browse.noneFoundHint') : t('browse.emptyHint')
              }
              action={
                filtered && (
                  <Button
                    variant="secondary"
                    onPress={() => change(NO_FILTERS)}
                  >
                    {t('filter.clear')}
                  </Button>
                )
              }
            />
          ) : (
            <ul className={styles.grid} aria-label={t('browse.list')}>
              {servers.items.map(server => (
                <ServerCard key={server.serverId} server={server} />
              ))}
            </ul>
          )}
          <MoreButton
            hasMore={servers.hasMore}
            loading={servers.loadingMore}
            onMore={servers.more}
          />
        </>
      )}
    </PageBody>
  );
}
