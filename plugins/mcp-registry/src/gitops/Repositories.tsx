import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Flex } from '@backstage/ui';
import { useCallback } from 'react';
import { ApiProblem } from '../api/ApiProblem';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { CardList } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useAction } from '../hooks/useAction';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { RepositoryCard } from './RepositoryCard';

/** Repositories of definitions: how far they are imported, what stands in the way, what came of it. */
export function Repositories() {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const sources = useLoad(
    useCallback(() => registry.listGitOpsSources(), [registry]),
  );
  const { refresh } = sources;
  const begin = useAction(
    useCallback(async () => {
      await registry.importGitOpsSources();
      refresh();
    }, [registry, refresh]),
  );
  if (sources.error instanceof ApiProblem && sources.error.status === 403) {
    return (
      <EmptyState
        title={t('operations.refused')}
        hint={t('operations.refusedHint')}
      />
    );
  }
  const items = sources.value ?? [];
  return (
    <Section
      title={t('gitops.title')}
      hint={t('gitops.hint')}
      actions={
        items.length > 0 && (
          <Button
            size="small"
            variant="secondary"
            isPending={begin.running}
            onPress={() => void begin.run()}
          >
            {t('gitops.importNow')}
          </Button>
        )
      }
    >
      <Problem
        title={t('gitops.failed')}
        error={sources.error}
        onRetry={sources.refresh}
      />
      <Problem title={t('gitops.importFailed')} error={begin.error} />
      {sources.loading && !sources.value && <Lines count={4} />}
      {sources.value && items.length === 0 && (
        <EmptyState title={t('gitops.none')} hint={t('gitops.noneHint')} />
      )}
      {items.length > 0 && (
        <Flex direction="column" gap="4">
          <CardList label={t('gitops.title')}>
            {items.map(source => (
              <RepositoryCard key={source.id} source={source} />
            ))}
          </CardList>
        </Flex>
      )}
    </Section>
  );
}
