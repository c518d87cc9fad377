import { useApi } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { InboxItem } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { EntityName } from '../components/EntityName';
import { Lines } from '../components/Lines';
import { CardList, ListCard } from '../components/ListCard';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { RelativeTime } from '../components/RelativeTime';
import { usePages } from '../hooks/usePages';
import { useT } from '../hooks/useT';
import { RequestState } from '../access/RequestState';
import { RequestTerms } from '../access/RequestTerms';
import { LiftFacts } from '../approval-conditions/LiftFacts';
import { LiftStateLabel } from '../approval-conditions/LiftStateLabel';
import { ExceptionFacts } from '../exceptions/ExceptionFacts';
import { ExceptionStateLabel } from '../exceptions/ExceptionStateLabel';
import { Evidence } from './Evidence';
import { RevisionStateLabel } from './RevisionStateLabel';
import styles from './approvals.module.css';

/** What was decided, newest first. */
export function DecidedItems() {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const inbox = usePages(
    useCallback(
      (cursor?: string) =>
        registry.listInbox({ state: 'decided', limit: 20, cursor }),
      [registry],
    ),
  );
  return (
    <>
      <Problem
        title={t('approvals.loadFailed')}
        error={inbox.error}
        onRetry={inbox.refresh}
      />
      {!inbox.first && inbox.loading && <Lines />}
      {inbox.first && inbox.items.length === 0 && (
        <EmptyState
          title={t('approvals.noHistory')}
          hint={t('approvals.noHistoryHint')}
        />
      )}
      {inbox.items.length > 0 && (
        <CardList label={t('approvals.decided')}>
          {inbox.items.map(item => (
            <DecidedCard key={item.id} item={item} />
          ))}
        </CardList>
      )}
      <MoreButton
        hasMore={inbox.hasMore}
        loading={inbox.loadingMore}
        onMore={inbox.more}
      />
    </>
  );
}

function DecidedCard({ item }: { item: InboxItem }) {
  const t = useT();
  const { accessRequest, decided, exception, conditionLift } = item;
  const decision =
    accessRequest ??
    decided ??
    (exception && { ...exception, reason: exception.decisionReason }) ??
    (conditionLift && {
      ...{ ...conditionLift, reason: conditionLift.decisionReason },
      history: [],
    });
  return (
    <ListCard
      title={
        <Text as="h3" variant="title-x-small" className={styles.flat}>
          <EntityName
            entityRef={item.server.serverRef}
            variant="title-x-small"
          />
        </Text>
      }
      labels={
        <>
          {accessRequest && <RequestState state={accessRequest.state} />}
          {exception && <ExceptionStateLabel state={exception.state} />}
          {conditionLift && <LiftStateLabel state={conditionLift.state} />}
          {decided && <RevisionStateLabel state={decided.state} />}
        </>
      }
    >
      {decision?.decidedBy && decision.decidedAt && (
        <Text as="p" color="secondary" className={styles.flat}>
          {t('approvals.decidedBy')}{' '}
          <EntityName entityRef={decision.decidedBy} plain /> ·{' '}
          <RelativeTime at={decision.decidedAt} />
          {decision.reason && ` · ${decision.reason}`}
        </Text>
      )}
      {accessRequest && <RequestTerms request={accessRequest} />}
      {exception && <ExceptionFacts exception={exception} />}
      {conditionLift && <LiftFacts lift={conditionLift} />}
      {decision && !conditionLift && (
        <Evidence
          history={decision.history}
          digest={decided?.digest ?? accessRequest?.revisionDigest}
        />
      )}
    </ListCard>
  );
}
