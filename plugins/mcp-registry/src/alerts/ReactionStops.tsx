import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Alert } from '../api/types';
import { CardList } from '../components/ListCard';
import { Section } from '../components/Section';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { StopCard } from '../stops/StopCard';

const LOOKED_AT = 200;

/** What rules hold back because of an alert, for whoever may give it back. */
export function ReactionStops(props: { alert: Alert; onChanged(): void }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { alert, onChanged } = props;
  const ids = (alert.reactions ?? []).flatMap(({ stops }) => stops);
  const isAny = ids.length > 0;
  const { value, refresh } = useLoad(
    useCallback(
      async () =>
        isAny
          ? (await registry.listStops({ state: 'open', limit: LOOKED_AT }))
              .items
          : [],
      [registry, isAny],
    ),
  );
  const stops = (value ?? []).filter(({ id }) => ids.includes(id));
  if (stops.length === 0) return null;
  return (
    <Section title={t('alerts.heldBack')}>
      <CardList label={t('alerts.heldBack')}>
        {stops.map(stop => (
          <StopCard
            key={stop.id}
            stop={stop}
            onChanged={() => {
              refresh();
              onChanged();
            }}
          />
        ))}
      </CardList>
    </Section>
  );
}
