import { SearchField, Select } from '@backstage/ui';
import {
  ALERT_SEVERITIES,
  DETECTOR_IDS,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { useEffect, useRef, useState } from 'react';
import type { AlertQuery } from '../api/McpGatewayApi';
import { useDebounced } from '../hooks/useDebounced';
import { useT } from '../hooks/useT';
import styles from './alerts.module.css';
import { ALERT_STATES, type AlertFilterKey } from './useAlerts';

const ANY = 'any';

/** Which alerts are shown. */
export function AlertFilterBar(props: {
  query: AlertQuery;
  server: string | undefined;
  onChange(changed: Partial<Record<AlertFilterKey, string | undefined>>): void;
}) {
  const t = useT();
  const { query, server = '', onChange } = props;
  const [text, setText] = useState(server);
  const settled = useDebounced(text, 300);
  /** What this field has asked for, to tell what was changed elsewhere, such as by clearing all filters. */
  const asked = useRef(server);
  useEffect(() => {
    const wanted = settled.trim();
    if (wanted !== asked.current) {
      asked.current = wanted;
      onChange({ server: wanted || undefined });
    }
  }, [settled, onChange]);
  useEffect(() => {
    if (server !== asked.current) {
      asked.current = server;
      setText(server);
    }
  }, [server]);
  const pick = (
    key: 'severity' | 'detector',
    options: Array<{ id: string; label: string }>,
  ) => (
    <Select
      size="small"
      label={t(`alerts.filter.${key}`)}
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
        label={t('alerts.filter.server')}
        placeholder="orders"
        value={text}
        onChange={setText}
      />
      <Select
        size="small"
        label={t('alerts.filter.state')}
        options={ALERT_STATES.map(id => ({
          id,
          label: t(`alerts.state.${id}`),
        }))}
        value={query.state ?? 'pending'}
        onChange={value => onChange({ state: String(value ?? 'pending') })}
      />
      {pick(
        'severity',
        [...ALERT_SEVERITIES]
          .reverse()
          .map(id => ({ id, label: t(`alerts.severity.${id}`) })),
      )}
      {pick(
        'detector',
        DETECTOR_IDS.map(id => ({ id, label: t(`alerts.kind.${id}`) })),
      )}
    </div>
  );
}
