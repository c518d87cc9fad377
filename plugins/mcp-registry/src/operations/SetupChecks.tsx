import { Button, Flex, Text } from '@backstage/ui';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { CardList } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useT } from '../hooks/useT';
import { ServerCheck } from './ServerCheck';
import { SetupCheckCard } from './SetupCheckCard';
import { useSetupChecks } from './useSetupChecks';

/** What is open or missing in the set-up, and what to do about it. */
export function SetupChecks() {
  const t = useT();
  const { portal, gateway, todo, fine, ...setup } = useSetupChecks();
  if (setup.isRefused) {
    return (
      <EmptyState
        title={t('operations.refused')}
        hint={t('operations.refusedHint')}
      />
    );
  }
  const isLoading = portal.loading || gateway.loading;
  const isWhole = Boolean(portal.value && gateway.value);
  const hasAny = todo.length + fine.length > 0;
  return (
    <Flex direction="column" gap="6">
      <Section
        title={t('setup.title')}
        hint={t('setup.hint')}
        actions={
          <Button
            size="small"
            variant="secondary"
            isDisabled={isLoading}
            onPress={() => {
              portal.refresh();
              gateway.refresh();
            }}
          >
            {t('setup.again')}
          </Button>
        }
      >
        <Problem
          title={t('setup.failedRegistry')}
          error={portal.error}
          onRetry={portal.refresh}
        />
        <Problem
          title={t('setup.failedGateway')}
          error={gateway.error}
          onRetry={gateway.refresh}
        />
        {!hasAny && isLoading && <Lines count={4} />}
        {hasAny && (
          <Text as="p" role="status" style={{ margin: 0 }}>
            {t('setup.summary', {
              fail: setup.count('fail'),
              warn: setup.count('warn'),
              unknown: setup.count('unknown'),
              ok: setup.count('ok'),
            })}
          </Text>
        )}
        {isWhole && todo.length === 0 && (
          <EmptyState
            title={t('setup.nothing')}
            hint={t('setup.nothingHint')}
          />
        )}
        {todo.length > 0 && (
          <CardList label={t('setup.todo')}>
            {todo.map(check => (
              <SetupCheckCard key={check.finding} check={check} />
            ))}
          </CardList>
        )}
      </Section>
      {gateway.value && (
        <ServerCheck
          run={setup.run}
          isRunning={setup.isRunning}
          onBegun={gateway.refresh}
        />
      )}
      {fine.length > 0 && (
        <Section title={t('setup.fine')}>
          <CardList label={t('setup.fine')}>
            {fine.map(check => (
              <SetupCheckCard key={check.finding} check={check} />
            ))}
          </CardList>
        </Section>
      )}
    </Flex>
  );
}
