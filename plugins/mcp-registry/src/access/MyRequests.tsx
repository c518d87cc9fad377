import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { CardList } from '../components/ListCard';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useT } from '../hooks/useT';
import { RequestCard } from './RequestCard';
import { useMyRequests } from './useMyAccess';

/** What I asked for. */
export function MyRequests(props: { serverRef?: string }) {
  const t = useT();
  const requests = useMyRequests(props.serverRef);
  return (
    <Section title={t('requests.title')}>
      <Problem
        title={t('requests.failed')}
        error={requests.error}
        onRetry={requests.refresh}
      />
      {!requests.first && requests.loading && <Lines count={2} height={96} />}
      {requests.first && requests.items.length === 0 && (
        <EmptyState
          title={t('requests.empty')}
          hint={t('requests.emptyHint')}
        />
      )}
      {requests.items.length > 0 && (
        <CardList label={t('requests.title')}>
          {requests.items.map(request => (
            <RequestCard
              key={request.id}
              request={request}
              onChanged={requests.refresh}
            />
          ))}
        </CardList>
      )}
      <MoreButton
        hasMore={requests.hasMore}
        loading={requests.loadingMore}
        onMore={requests.more}
      />
    </Section>
  );
}
