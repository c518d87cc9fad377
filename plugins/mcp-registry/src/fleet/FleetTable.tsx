import { useApi } from '@backstage/frontend-plugin-api';
import { Cell, Table } from '@backstage/ui';
import { useMemo } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Fleet } from '../api/types';
import { useT } from '../hooks/useT';
import { RuntimeActions } from '../runtime/RuntimeActions';
import styles from './fleet.module.css';
import { fleetColumns, type FleetRow } from './fleetColumns';
import { whoseText } from './whoseText';

/** One page of runtimes. */
export function FleetTable(props: { fleet: Fleet; onChanged(): void }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { fleet, onChanged } = props;
  const rows = useMemo(
    () =>
      fleet.items.map(item => ({
        ...item,
        id: item.runtimeId,
        on: fleet.replicas.find(({ id }) => id === item.replica),
      })),
    [fleet],
  );
  const actions = {
    id: 'actions',
    label: t('fleet.actions'),
    cell: (row: FleetRow) => (
      <Cell>
        <RuntimeActions
          name={`${row.server.title}, ${whoseText(row, t)}`}
          act={verb =>
            verb === 'restart'
              ? gateway.restartRuntime(row.runtimeId)
              : gateway.stopRuntime(row.runtimeId)
          }
          onChanged={onChanged}
        />
      </Cell>
    ),
  };
  return (
    <div className={styles.table}>
      <Table
        columnConfig={[
          ...fleetColumns(t),
          ...(fleet.mayAdminister ? [actions] : []),
        ]}
        data={rows}
        pagination={{ type: 'none' }}
      />
    </div>
  );
}
