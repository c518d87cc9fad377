import { parseEntityRef } from '@backstage/catalog-model';
import { Text } from '@backstage/ui';
import type { Runtime, ServerRuntime } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { Facts } from '../components/Facts';
import { CardList, ListCard } from '../components/ListCard';
import { RelativeTime } from '../components/RelativeTime';
import { Section } from '../components/Section';
import { StatusLabel, type Tone } from '../components/StatusLabel';
import { useT, type T } from '../hooks/useT';
import { RuntimeActions } from './RuntimeActions';
import { formatBytes } from './formatBytes';

const TONES: Record<Runtime['state'], Tone> = {
  starting: 'info',
  running: 'good',
  draining: 'info',
  stopping: 'info',
  ended: 'neutral',
};

/** The runtimes that there are now, and what can be done with them. */
export function RuntimeNow(props: {
  serverId: string;
  runtime: ServerRuntime;
  onChanged(): void;
}) {
  const t = useT();
  const { isolation, driver, runtimes, lastDay } = props.runtime;
  return (
    <Section
      title={t('runtime.title')}
      hint={t('runtime.lead')}
      actions={
        <RuntimeActions serverId={props.serverId} onChanged={props.onChanged} />
      }
    >
      <Facts
        items={[
          {
            label: t('runtime.isolation'),
            value: t(`runtime.sharing.${isolation}`),
          },
          driver.tier !== undefined && {
            label: t('runtime.sandbox'),
            value: driver.tier,
          },
          { label: t('runtime.bounds'), value: boundWords(driver.bounds, t) },
          {
            label: t('runtime.lastDay'),
            value: `${t('runtime.started', {
              count: lastDay.starts,
            })}, ${t('runtime.failedTimes', { count: lastDay.failures })}`,
          },
        ]}
      />
      {runtimes.length === 0 ? (
        <EmptyState title={t('runtime.none')} hint={t('runtime.noneHint')} />
      ) : (
        <CardList label={t('runtime.title')}>
          {runtimes.map(one => (
            <One key={one.runtimeId} runtime={one} />
          ))}
        </CardList>
      )}
    </Section>
  );
}

function One(props: { runtime: Runtime }) {
  const t = useT();
  const { state, person, digest, startedAt, usage } = props.runtime;
  return (
    <ListCard
      title={
        <Text as="h4" variant="body-large" style={{ margin: 0 }}>
          {person === undefined
            ? t('runtime.ofAll')
            : t('runtime.of', { person: parseEntityRef(person).name })}
        </Text>
      }
      labels={
        <StatusLabel tone={TONES[state]}>
          {t(`runtime.state.${state}`)}
        </StatusLabel>
      }
    >
      <Facts
        items={[
          {
            label: t('runtime.since'),
            value: <RelativeTime at={startedAt} />,
          },
          { label: t('runtime.uses'), value: usageWords(usage, t) },
          { label: t('runtime.revision'), value: digest.slice(0, 19) },
        ]}
      />
    </ListCard>
  );
}

function boundWords(bounds: Runtime['bounds'], t: T): string {
  return (['memory', 'pids', 'cpu', 'disk'] as const)
    .map(name =>
      t(`runtime.bound.${name}`, { how: t(`runtime.bound.${bounds[name]}`) }),
    )
    .join('; ');
}

function usageWords(usage: Runtime['usage'], t: T): string {
  if (!usage) {
    return t('runtime.usageUnknown');
  }
  return t('runtime.usage', {
    memory: formatBytes(usage.memoryBytes),
    cpu: usage.cpuSeconds.toFixed(1),
    pids: String(usage.pids ?? '–'),
    disk: usage.diskBytes === undefined ? '–' : formatBytes(usage.diskBytes),
  });
}
