import { Link, Text } from '@backstage/ui';
import type { FleetServer } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { CardList, ListCard } from '../components/ListCard';
import { Section } from '../components/Section';
import { StatusLabel } from '../components/StatusLabel';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { LastFailure } from './LastFailure';

/** Servers that failed in the last day and do not run now. Nothing where there are none. */
export function FleetDown(props: { servers: FleetServer[] }) {
  const t = useT();
  const links = useLinks();
  const { servers } = props;
  if (servers.length === 0) {
    return null;
  }
  return (
    <Section title={t('fleet.down')} hint={t('fleet.downHint')}>
      <CardList label={t('fleet.down')}>
        {servers.map(server => (
          <ListCard
            key={server.serverId}
            title={
              <Text as="h4" variant="body-large" style={{ margin: 0 }}>
                <Link href={links.server(server.serverRef, 'runtime')}>
                  {server.title}
                </Link>
              </Text>
            }
            labels={
              <StatusLabel tone="bad">
                {t('runtime.failedTimes', { count: server.failures })}
              </StatusLabel>
            }
          >
            <Facts
              items={[
                server.owner !== undefined && {
                  label: t('fleet.owner'),
                  value: <EntityName entityRef={server.owner} />,
                },
                {
                  label: t('fleet.lastFailure'),
                  value: <LastFailure server={server} />,
                },
              ]}
            />
          </ListCard>
        ))}
      </CardList>
    </Section>
  );
}
