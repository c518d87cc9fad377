import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { AccessRequest, InboxItem } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { CardList, ListCard } from '../components/ListCard';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { inboxChanged } from '../hooks/useOpenCount';
import { usePages } from '../hooks/usePages';
import { useT } from '../hooks/useT';
import { LiftCard } from '../approval-conditions/LiftCard';
import { ExceptionCard } from '../exceptions/ExceptionCard';
import { AccessRequestCard } from './AccessRequestCard';
import { DecidedNote } from './DecidedNote';
import { RevisionCard } from './RevisionCard';

/** What waits for me, oldest first. */
export function OpenItems() {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const [decided, setDecided] = useState<ReadonlyMap<string, AccessRequest>>(
    new Map(),
  );
  const inbox = usePages(
    useCallback(
      (cursor?: string) =>
        registry.listInbox({ state: 'open', limit: 20, cursor }),
      [registry],
    ),
  );
  const reload = () => {
    inbox.refresh();
    inboxChanged();
  };
  const forget = (id: string) =>
    setDecided(before => new Map([...before].filter(([key]) => key !== id)));

  // A decided item stays where it was while it can be taken back, though the inbox no longer has it.
  const card = (item: InboxItem) => {
    const done = decided.get(item.id);
    if (done) {
      return (
        <ListCard key={item.id} title={done.serverTitle}>
          <DecidedNote
            request={done}
            onUndone={() => {
              forget(item.id);
              reload();
            }}
            onOver={() => {
              forget(item.id);
              reload();
            }}
          />
        </ListCard>
      );
    }
    if (item.accessRequest) {
      return (
        <AccessRequestCard
          key={item.id}
          item={item}
          request={item.accessRequest}
          onDecided={request => {
            setDecided(before => new Map(before).set(item.id, request));
            inboxChanged();
          }}
          onRefresh={reload}
        />
      );
    }
    if (item.conditionLift) {
      return (
        <LiftCard
          key={item.id}
          item={item}
          lift={item.conditionLift}
          onDecided={reload}
        />
      );
    }
    if (item.exception) {
      return (
        <ExceptionCard
          key={item.id}
          item={item}
          exception={item.exception}
          onDecided={reload}
        />
      );
    }
    return (
      item.revision && (
        <RevisionCard
          key={item.id}
          item={item}
          revision={item.revision}
          onDecided={reload}
        />
      )
    );
  };

  return (
    <>
      <Problem
        title={t('approvals.loadFailed')}
        error={inbox.error}
        onRetry={inbox.refresh}
      />
      {!inbox.first && inbox.loading && <Lines height={160} />}
      {inbox.first && inbox.items.length === 0 && (
        <EmptyState
          title={t('approvals.empty')}
          hint={t('approvals.emptyHint')}
        />
      )}
      {inbox.items.length > 0 && (
        <CardList label={t('approvals.open')}>{inbox.items.map(card)}</CardList>
      )}
      <MoreButton
        hasMore={inbox.hasMore}
        loading={inbox.loadingMore}
        onMore={inbox.more}
      />
    </>
  );
}
