import { Button, Flex, Text } from '@backstage/ui';
import { CardList } from '../components/ListCard';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { useT } from '../hooks/useT';
import { AlertCard } from './AlertCard';
import { AlertDialog } from './AlertDialog';
import { AlertFilterBar } from './AlertFilterBar';
import { SHOWN, useAlerts } from './useAlerts';

const NO_FILTERS = {
  ...{ severity: undefined, detector: undefined, server: undefined },
};

/** What is unusual: for owners about their servers, for those who read the audit about all. */
export function AlertsView() {
  const t = useT();
  const { value, error, loading, refresh, ...alerts } = useAlerts();
  return (
    <Flex direction="column" gap="4">
      <Text as="p" color="secondary" style={{ margin: 0 }}>
        {t('alerts.lead')}
      </Text>
      <AlertFilterBar
        query={alerts.query}
        server={alerts.server}
        onChange={alerts.change}
      />
      <Problem title={t('alerts.failed')} error={error} onRetry={refresh} />
      {!value && loading && <Lines count={6} />}
      {value && (
        <>
          <Text as="p" color="secondary" role="status" style={{ margin: 0 }}>
            {value.nextCursor
              ? t('alerts.cut', { shown: String(SHOWN) })
              : t('alerts.found', { count: value.items.length })}
          </Text>
          {value.items.length === 0 ? (
            <EmptyState
              title={
                alerts.isFiltered ? t('alerts.noneFound') : t('alerts.none')
              }
              hint={
                alerts.isFiltered
                  ? t('alerts.noneFoundHint')
                  : t('alerts.noneHint')
              }
              action={
                alerts.isFiltered && (
                  <Button
                    variant="secondary"
                    onPress={() => alerts.change(NO_FILTERS)}
                  >
                    {t('filter.clear')}
                  </Button>
                )
              }
            />
          ) : (
            <CardList label={t('alerts.title')}>
              {value.items.map(alert => (
                <AlertCard
                  key={alert.id}
                  alert={alert}
                  onOpen={() => alerts.open(alert.id)}
                  onChanged={refresh}
                />
              ))}
            </CardList>
          )}
        </>
      )}
      {alerts.opened && (
        <AlertDialog
          id={alerts.opened}
          onChanged={refresh}
          onClose={() => alerts.open(undefined)}
        />
      )}
    </Flex>
  );
}
