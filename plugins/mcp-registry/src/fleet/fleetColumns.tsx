import { Cell, Link, Text, type ColumnConfig } from '@backstage/ui';
import { formatBytes } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { FleetReplica, FleetRuntime } from '../api/types';
import { EntityName } from '../components/EntityName';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel } from '../components/StatusLabel';
import { useLinks } from '../hooks/useLinks';
import type { T } from '../hooks/useT';
import { RUNTIME_TONES } from '../runtime/RUNTIME_TONES';
import styles from './fleet.module.css';
import { LastFailure } from './LastFailure';
import { replicaName } from './replicaName';
import { whoseText } from './whoseText';

/** A runtime, with the replica that it is on. */
export type FleetRow = FleetRuntime & {
  id: string;
  on: FleetReplica | undefined;
};

/** The columns of the list of runtimes. */
export function fleetColumns(t: T): ColumnConfig<FleetRow>[] {
  return [
    {
      id: 'server',
      label: t('fleet.server'),
      isRowHeader: true,
      cell: ({ server }) => (
        <Cell>
          <ServerName serverRef={server.serverRef} title={server.title} />
          {server.owner !== undefined && (
            <div className={styles.beside}>
              {t('fleet.owner')}: <EntityName entityRef={server.owner} plain />
            </div>
          )}
        </Cell>
      ),
    },
    {
      id: 'whose',
      label: t('runtime.whose'),
      cell: row => (
        <Cell>
          <Text className={styles.long}>{whoseText(row, t)}</Text>
          <div className={styles.beside}>
            {row.isolation === 'shared'
              ? t('fleet.isolation.shared')
              : `${t(`fleet.isolation.${row.isolation}`)}, ${t('fleet.people', {
                  count: row.people,
                })}`}
          </div>
        </Cell>
      ),
    },
    {
      id: 'state',
      label: t('fleet.state'),
      cell: ({ state, startedAt }) => (
        <Cell>
          <StatusLabel tone={RUNTIME_TONES[state]}>
            {t(`runtime.state.${state}`)}
          </StatusLabel>
          <div className={styles.beside}>
            {t('runtime.since')} <RelativeTime at={startedAt} />
          </div>
        </Cell>
      ),
    },
    {
      id: 'uses',
      label: t('fleet.needs'),
      cell: ({ usage }) => (
        <Cell>
          {usage ? (
            <Text className={styles.long}>
              {t('fleet.uses', {
                memory: formatBytes(usage.memoryBytes),
                cores: usage.cores === undefined ? '–' : usage.cores.toFixed(2),
                pids: String(usage.pids ?? '–'),
              })}
            </Text>
          ) : (
            <Text color="secondary">{t('runtime.usageUnknown')}</Text>
          )}
        </Cell>
      ),
    },
    {
      id: 'day',
      label: t('runtime.lastDay'),
      cell: ({ server }) => (
        <Cell>
          <Text className={styles.long}>
            {t('runtime.started', { count: server.starts })},{' '}
            {t('runtime.failedTimes', { count: server.failures })}
          </Text>
          {server.lastFailure && (
            <div className={styles.beside}>
              <LastFailure server={server} />
            </div>
          )}
        </Cell>
      ),
    },
    {
      id: 'on',
      label: t('fleet.on'),
      cell: ({ driver, tier, replica, on }) => (
        <Cell>
          <Text className={styles.long}>
            {[driver, tier].filter(Boolean).join(', ')}
          </Text>
          <div className={styles.beside}>
            {replicaName(on ?? { id: replica })}
          </div>
        </Cell>
      ),
    },
  ];
}

function ServerName(props: { serverRef: string; title: string }) {
  const links = useLinks();
  return (
    <Link href={links.server(props.serverRef, 'runtime')}>{props.title}</Link>
  );
}
