import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Stop } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { CardList } from '../components/ListCard';
import { MoreButton } from '../components/MoreButton';
import { PageBody } from '../components/PageBody';
import { Problem } from '../components/Problem';
import { usePages } from '../hooks/usePages';
import { useT } from '../hooks/useT';
import { useUrlState } from '../hooks/useUrlState';
import { NewStop } from './NewStop';
import { StopCard } from './StopCard';
import styles from './stops.module.css';

const VIEWS = ['open', 'past'] as const;

/** Everything that was stopped, for those who may lift it. */
export function StopsPage() {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { get, set } = useUrlState();
  const [made, setMade] = useState<Stop>();
  const view = VIEWS.find(id => id === get('view')) ?? 'open';
  const stops = usePages(
    useCallback(
      (cursor?: string) =>
        registry.listStops({ state: view, limit: 20, cursor }),
      [registry, view],
    ),
    { everyMs: 5_000 },
  );
  return (
    <PageBody title={t('stops.title')} lead={t('stops.lead')}>
      {made && (
        <Alert
          role="status"
          status="success"
          icon
          title={t(
            made.state === 'proposed'
              ? 'stopDialog.proposed'
              : 'stopDialog.done',
          )}
        />
      )}
      {stops.first?.mayStopAll && (
        <NewStop
          onDone={stop => {
            setMade(stop);
            stops.refresh();
          }}
        />
      )}
      <Tabs
        selectedKey={view}
        onSelectionChange={key => set({ view: String(key) })}
      >
        <TabList aria-label={t('stops.title')}>
          <Tab id="open">{t('stops.open')}</Tab>
          <Tab id="past">{t('stops.past')}</Tab>
        </TabList>
        <TabPanel id={view}>
          <div className={styles.view}>
            <Problem
              title={t('stops.failed')}
              error={stops.error}
              onRetry={stops.refresh}
            />
            {!stops.first && stops.loading && <Lines />}
            {stops.first && stops.items.length === 0 && (
              <EmptyState
                title={t(view === 'open' ? 'stops.empty' : 'stops.emptyPast')}
                hint={t('stops.emptyHint')}
              />
            )}
            {stops.items.length > 0 && (
              <CardList label={t('stops.list')}>
                {stops.items.map(stop => (
                  <StopCard
                    key={stop.id}
                    stop={stop}
                    onChanged={stops.refresh}
                  />
                ))}
              </CardList>
            )}
            <MoreButton
              hasMore={stops.hasMore}
              loading={stops.loadingMore}
              onMore={stops.more}
            />
          </div>
        </TabPanel>
      </Tabs>
    </PageBody>
  );
}
