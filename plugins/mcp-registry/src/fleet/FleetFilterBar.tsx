import { SearchField, Select } from '@backstage/ui';
import { useEffect, useRef, useState } from 'react';
import type { FleetQuery } from '../api/McpGatewayApi';
import type { Fleet } from '../api/types';
import { useDebounced } from '../hooks/useDebounced';
import { useT } from '../hooks/useT';
import styles from './fleet.module.css';
import { replicaName } from './replicaName';
import { ISOLATIONS, SORTS, STATES } from './useFleet';

const ANY = 'any';

/** Which runtimes are shown, and in which order. */
export function FleetFilterBar(props: {
  fleet: Fleet;
  query: FleetQuery;
  onChange(
    changed: Partial<Record<keyof FleetQuery, string | undefined>>,
  ): void;
}) {
  const t = useT();
  const { fleet, query, onChange } = props;
  const inUrl = query.search ?? '';
  const [search, setSearch] = useState(inUrl);
  const settled = useDebounced(search, 300);
  /** What this field has asked for, to tell what was changed elsewhere, such as by clearing all filters. */
  const asked = useRef(inUrl);
  useEffect(() => {
    const wanted = settled.trim();
    if (wanted !== asked.current) {
      asked.current = wanted;
      onChange({ search: wanted || undefined });
    }
  }, [settled, onChange]);
  useEffect(() => {
    if (inUrl !== asked.current) {
      asked.current = inUrl;
      setSearch(inUrl);
    }
  }, [inUrl]);
  const pick = (
    key: 'state' | 'isolation' | 'driver' | 'replica',
    options: Array<{ id: string; label: string }>,
  ) => (
    <Select
      size="small"
      label={t(`fleet.filter.${key}`)}
      options={[{ id: ANY, label: t('filter.any') }, ...options]}
      value={query[key] ?? ANY}
      onChange={value =>
        onChange({
          [key]: value === ANY || value === null ? undefined : String(value),
        })
      }
    />
  );
  return (
    <div role="search" className={styles.filters}>
      <SearchField
        size="small"
        label={t('fleet.filter.search')}
        value={search}
        onChange={setSearch}
      />
      {pick(
        'state',
        STATES.map(id => ({ id, label: t(`runtime.state.${id}`) })),
      )}
      {pick(
        'isolation',
        ISOLATIONS.map(id => ({ id, label: t(`fleet.isolation.${id}`) })),
      )}
      {pick(
        'driver',
        fleet.drivers.map(({ kind }) => ({ id: kind, label: kind })),
      )}
      {pick(
        'replica',
        fleet.replicas.map(replica => ({
          id: replica.id,
          label: replicaName(replica),
        })),
      )}
      <Select
        size="small"
        label={t('fleet.filter.sort')}
        options={SORTS.map(id => ({ id, label: t(`fleet.sort.${id}`) }))}
        value={query.sort ?? 'server'}
        onChange={value => onChange({ sort: String(value ?? 'server') })}
      />
    </div>
  );
}
