import { useApi } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { Lines } from '../components/Lines';
import { CardList } from '../components/ListCard';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { usePages } from '../hooks/usePages';
import { useT } from '../hooks/useT';
import { ApplicationCard } from './ApplicationCard';
import { SignOutEverywhere } from './SignOutEverywhere';

/** The AI applications that I let in by signing in. */
export function MyApplications(props: { onEnded(): void }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const consents = usePages(
    useCallback(
      (cursor?: string) => gateway.listConsents({ limit: 20, cursor }),
      [gateway],
    ),
    { everyMs: 15_000 },
  );
  const onEnded = () => {
    consents.refresh();
    props.onEnded();
  };
  return (
    <Section
      title={t('applications.title')}
      hint={t('applications.hint')}
      actions={<SignOutEverywhere onDone={onEnded} />}
    >
      <Problem
        title={t('applications.failed')}
        error={consents.error}
        onRetry={consents.refresh}
      />
      {!consents.first && consents.loading && <Lines count={1} />}
      {consents.first && consents.items.length === 0 && (
        <Text as="p" color="secondary" style={{ margin: 0 }}>
          {t('applications.empty')}
        </Text>
      )}
      {consents.items.length > 0 && (
        <CardList label={t('applications.title')}>
          {consents.items.map(consent => (
            <ApplicationCard
              key={consent.id}
              consent={consent}
              onEnded={onEnded}
            />
          ))}
        </CardList>
      )}
      <MoreButton
        hasMore={consents.hasMore}
        loading={consents.loadingMore}
        onMore={consents.more}
      />
    </Section>
  );
}
