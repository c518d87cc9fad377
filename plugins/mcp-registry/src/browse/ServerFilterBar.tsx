import { Button, SearchField, Select, Switch } from '@backstage/ui';
import {
  DATA_CLASSIFICATIONS,
  RISK_TIERS,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { parseEntityRef } from '@backstage/catalog-model';
import type { ServerPage } from '../api/types';
import { useT } from '../hooks/useT';
import styles from './ServerFilterBar.module.css';
import { NO_FILTERS, type ServerFilters } from './useServers';

const SHOWN_STATUSES = [
  'active',
  'deprecated',
  'waiting',
  'registered',
  'suspended',
  'retired',
] as const;
const ANY = 'any';

/** Search and filters of the list of servers. */
export function ServerFilterBar(props: {
  search: string;
  onSearch(text: string): void;
  filters: ServerFilters;
  facets: ServerPage['facets'] | undefined;
  onChange(changed: ServerFilters): void;
}) {
  const t = useT();
  const { filters, onChange } = props;
  const pick = (
    key: 'owner' | 'data' | 'risk' | 'tag' | 'status',
    options: Array<{ id: string; label: string }>,
  ) => (
    <Select
      size="small"
      label={t(`filter.${key}`)}
      options={[{ id: ANY, label: t('filter.any') }, ...options]}
      value={filters[key] ?? ANY}
      onChange={value =>
        onChange({
          [key]: value === ANY || value === null ? undefined : String(value),
        })
      }
    />
  );
  const active = Object.values(filters).some(Boolean);
  return (
    <div role="search" className={styles.bar}>
      <SearchField
        aria-label={t('browse.search')}
        placeholder={t('browse.searchHint')}
        value={props.search}
        onChange={props.onSearch}
      />
      <div className={styles.filters}>
        {pick(
          'owner',
          (props.facets?.owners ?? []).map(ref => ({
            id: ref,
            label: parseEntityRef(ref).name,
          })),
        )}
        {pick(
          'data',
          DATA_CLASSIFICATIONS.map(id => ({ id, label: t(`data.${id}`) })),
        )}
        {pick(
          'risk',
          RISK_TIERS.map(id => ({ id, label: t(`risk.${id}`) })),
        )}
        {pick(
          'tag',
          (props.facets?.tags ?? []).map(id => ({ id, label: id })),
        )}
        {pick(
          'status',
          SHOWN_STATUSES.map(id => ({ id, label: t(`status.${id}`) })),
        )}
        <div className={styles.last}>
          <Switch
            label={t('browse.usable')}
            isSelected={filters.usable === 'true'}
            onChange={on => onChange({ usable: on ? 'true' : undefined })}
          />
          {active && (
            <Button
              size="small"
              variant="tertiary"
              onPress={() => onChange(NO_FILTERS)}
            >
              {t('filter.clear')}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}
