import { Alert, Text } from '@backstage/ui';
import type { FleetReplica } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { Facts } from '../components/Facts';
import { CardList, ListCard } from '../components/ListCard';
import { RelativeTime } from '../components/RelativeTime';
import { Section } from '../components/Section';
import { StatusLabel } from '../components/StatusLabel';
import { useT, type T } from '../hooks/useT';
import { replicaName } from './replicaName';
import { totalsText } from './totalsText';

type Driver = FleetReplica['drivers'][number];

const BOUNDS = ['memory', 'pids', 'cpu', 'disk'] as const;

/** The replicas of the gateway that run servers, and what their drivers can do there. */
export function FleetReplicas(props: { replicas: FleetReplica[] }) {
  const t = useT();
  const { replicas } = props;
  return (
    <Section title={t('fleet.replicas')} hint={t('fleet.replicasHint')}>
      {replicas.length === 0 ? (
        <EmptyState
          title={t('fleet.noReplicas')}
          hint={t('fleet.noReplicasHint')}
        />
      ) : (
        <CardList label={t('fleet.replicas')}>
          {replicas.map(replica => (
            <Replica key={replica.id} replica={replica} />
          ))}
        </CardList>
      )}
    </Section>
  );
}

function Replica(props: { replica: FleetReplica }) {
  const t = useT();
  const { replica } = props;
  const { drivers, totals, isAlive, isThis, heardAt } = replica;
  return (
    <ListCard
      title={
        <Text as="h4" variant="body-large" style={{ margin: 0 }}>
          {replicaName(replica)}
        </Text>
      }
      labels={
        <>
          {isThis && <Text color="secondary">{t('fleet.this')}</Text>}
          <StatusLabel tone={isAlive ? 'good' : 'bad'}>
            {isAlive ? t('fleet.alive') : t('fleet.dead')}
          </StatusLabel>
        </>
      }
    >
      <Facts
        items={[
          { label: t('fleet.needs'), value: totalsText(totals, t) },
          {
            label: t('fleet.heard'),
            value: <RelativeTime at={heardAt} everyMs={5_000} />,
          },
          drivers.length === 0 && {
            label: t('fleet.driver'),
            value: <StatusLabel tone="warn">{t('fleet.noDriver')}</StatusLabel>,
          },
          ...drivers.map(driver => ({
            label: driver.isUsed ? t('fleet.driver') : t('fleet.otherDriver'),
            value: <DriverState driver={driver} t={t} />,
          })),
        ]}
      />
      {drivers.flatMap(({ kind, isUsed, state }) =>
        state.problems.map(({ text, remedy }) => (
          <Alert
            key={`${kind} ${text}`}
            status={isUsed ? 'danger' : 'info'}
            icon
            title={`${kind}: ${text}`}
            description={remedy}
          />
        )),
      )}
    </ListCard>
  );
}

function DriverState(props: { driver: Driver; t: T }) {
  const { driver, t } = props;
  const { kind, state } = driver;
  const { ready, tier, bounds } = state;
  return (
    <>
      <StatusLabel tone={ready ? 'good' : 'bad'}>
        {ready
          ? t('fleet.ready', { kind, tier: tier ?? '' })
          : t('fleet.notReady', { kind })}
      </StatusLabel>
      {ready && (
        <Text as="p" variant="body-small" style={{ margin: 0 }}>
          {BOUNDS.map(name =>
            t(`runtime.bound.${name}`, {
              how: t(`runtime.bound.${bounds[name]}`),
            }),
          ).join('; ')}
        </Text>
      )}
    </>
  );
}
