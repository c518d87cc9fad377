import { Alert, Button, Flex, Text } from '@backstage/ui';
import { ApiProblem } from '../api/ApiProblem';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useT } from '../hooks/useT';
import { FleetDown } from './FleetDown';
import { FleetFilterBar } from './FleetFilterBar';
import { FleetPager } from './FleetPager';
import { FleetReplicas } from './FleetReplicas';
import { FleetTable } from './FleetTable';
import { totalsText } from './totalsText';
import { useFleet } from './useFleet';

const NO_FILTERS = {
  ...{ search: undefined, state: undefined, isolation: undefined },
  ...{ driver: undefined, replica: undefined },
};

/** Every runtime on all replicas of the gateway, for those who look after all of them. */
export function FleetView() {
  const t = useT();
  const { value, error, loading, refresh, ...fleet } = useFleet();
  if (error instanceof ApiProblem && error.status === 403) {
    return (
      <EmptyState title={t('fleet.refused')} hint={t('fleet.refusedHint')} />
    );
  }
  return (
    <Flex direction="column" gap="6">
      <Problem title={t('fleet.failed')} error={error} onRetry={refresh} />
      {!value && loading && <Lines count={6} />}
      {value && (
        <>
          <FleetReplicas replicas={value.replicas} />
          <FleetDown servers={value.down} />
          <Section
            title={t('fleet.runtimes')}
            hint={totalsText(value.totals, t)}
          >
            {value.isCut && (
              <Alert status="warning" icon title={t('fleet.cut')} />
            )}
            <FleetFilterBar
              fleet={value}
              query={fleet.query}
              onChange={fleet.change}
            />
            <Text as="p" color="secondary" role="status" style={{ margin: 0 }}>
              {t('fleet.found', { count: value.totalItems })}
            </Text>
            {value.items.length === 0 ? (
              <EmptyState
                title={
                  fleet.isFiltered ? t('fleet.noneFound') : t('fleet.none')
                }
                hint={
                  fleet.isFiltered
                    ? t('fleet.noneFoundHint')
                    : t('fleet.noneHint')
                }
                action={
                  fleet.isFiltered && (
                    <Button
                      variant="secondary"
                      onPress={() => fleet.change(NO_FILTERS)}
                    >
                      {t('filter.clear')}
                    </Button>
                  )
                }
              />
            ) : (
              <FleetTable fleet={value} onChanged={refresh} />
            )}
            <FleetPager
              offset={fleet.offset}
              shown={value.items.length}
              total={value.totalItems}
              onTurn={fleet.turn}
            />
          </Section>
        </>
      )}
    </Flex>
  );
}
