import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { CardList } from '../components/ListCard';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { inboxChanged } from '../hooks/useOpenCount';
import { usePages } from '../hooks/usePages';
import { useT } from '../hooks/useT';
import { EmergencyReviewCard } from './EmergencyReviewCard';

/** What was taken in emergencies and nobody has looked at. Nothing where there is none. */
export function EmergencyReviews() {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const reviews = usePages(
    useCallback(
      (cursor?: string) =>
        registry.listEmergencyReviews({ state: 'open', cursor }),
      [registry],
    ),
  );
  if (reviews.items.length === 0 && !reviews.error) return null;
  return (
    <Section title={t('emergency.reviews')} hint={t('emergency.reviewsHint')}>
      <Problem
        title={t('reviews.failed')}
        error={reviews.error}
        onRetry={reviews.refresh}
      />
      <CardList label={t('emergency.reviews')}>
        {reviews.items.map(review => (
          <EmergencyReviewCard
            key={review.id}
            review={review}
            onClosed={() => {
              reviews.refresh();
              inboxChanged();
            }}
          />
        ))}
      </CardList>
      <MoreButton
        hasMore={reviews.hasMore}
        loading={reviews.loadingMore}
        onMore={reviews.more}
      />
    </Section>
  );
}
