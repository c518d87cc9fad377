import { parseEntityRef } from '@backstage/catalog-model';
import { Cell, CellText, Table, Text, type ColumnConfig } from '@backstage/ui';
import type { ServerRuntime } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { RelativeTime } from '../components/RelativeTime';
import { Section } from '../components/Section';
import { useT, type T } from '../hooks/useT';
import { eventText } from './eventText';
import styles from './runtime.module.css';

type Event = ServerRuntime['events'][number] & { id: string };

/** What happened to a server's runtimes and why, the latest first. */
export function RuntimeEvents(props: { events: ServerRuntime['events'] }) {
  const t = useT();
  const rows = props.events.map((event, index) => ({
    ...event,
    id: `${event.at} ${event.runtimeId} ${index}`,
  }));
  return (
    <Section title={t('runtime.events')}>
      {rows.length === 0 ? (
        <EmptyState
          title={t('runtime.noEvents')}
          hint={t('runtime.noEventsHint')}
        />
      ) : (
        <div className={styles.table}>
          <Table
            columnConfig={columns(t)}
            data={rows}
            pagination={{ type: 'none' }}
          />
        </div>
      )}
    </Section>
  );
}

function columns(t: T): ColumnConfig<Event>[] {
  return [
    {
      id: 'at',
      label: t('runtime.when'),
      cell: ({ at }) => (
        <Cell>
          <RelativeTime at={at} everyMs={5_000} />
        </Cell>
      ),
    },
    {
      id: 'event',
      label: t('runtime.what'),
      isRowHeader: true,
      cell: ({ event }) => <CellText title={eventText(t, event)} />,
    },
    {
      id: 'person',
      label: t('runtime.whose'),
      cell: ({ person }) => (
        <CellText
          title={
            person === undefined
              ? t('runtime.everybodys')
              : parseEntityRef(person).name
          }
        />
      ),
    },
    {
      id: 'why',
      label: t('runtime.why'),
      cell: ({ why }) => (
        <Cell>
          <Text className={styles.long}>{why ?? '–'}</Text>
        </Cell>
      ),
    },
  ];
}
