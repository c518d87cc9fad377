import { parseEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Runtime, ServerRuntime } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { Facts } from '../components/Facts';
import { formatDuration } from '../components/formatTime';
import { CardList, ListCard } from '../components/ListCard';
import { RelativeTime } from '../components/RelativeTime';
import { Section } from '../components/Section';
import { StatusLabel } from '../components/StatusLabel';
import { useLanguage } from '../hooks/useLanguage';
import { useT } from '../hooks/useT';
import { RUNTIME_TONES } from './RUNTIME_TONES';
import { RuntimeActions, type RuntimeVerb } from './RuntimeActions';
import { RuntimeUsage } from './RuntimeUsage';

/** The runtimes that there are now, and what can be done with them. */
export function RuntimeNow(props: {
  serverId: string;
  runtime: ServerRuntime;
  onChanged(): void;
}) {
  const t = useT();
  const language = useLanguage();
  const gateway = useApi(mcpGatewayApiRef);
  const { serverId } = props;
  const act = useCallback(
    (verb: RuntimeVerb) =>
      verb === 'restart'
        ? gateway.restartServerRuntime(serverId)
        : gateway.stopServerRuntime(serverId),
    [gateway, serverId],
  );
  const { isolation, idleSeconds, runtimes, lastDay, events, enforced } =
    props.runtime;
  return (
    <Section
      title={t('runtime.title')}
      hint={t('runtime.lead')}
      actions={<RuntimeActions act={act} onChanged={props.onChanged} />}
    >
      <Facts
        items={[
          {
            label: t('runtime.isolation'),
            value: t(`runtime.sharing.${isolation}`),
          },
          {
            label: t('runtime.hibernation'),
            value: t('runtime.afterIdle', {
              time: formatDuration(idleSeconds, language),
            }),
          },
          {
            label: t('runtime.lastDay'),
            value: `${t('runtime.started', {
              count: lastDay.starts,
            })}, ${t('runtime.failedTimes', { count: lastDay.failures })}`,
          },
        ]}
      />
      {runtimes.length === 0 ? (
        <EmptyState
          title={events.length === 0 ? t('runtime.never') : t('runtime.none')}
          hint={t('runtime.noneHint')}
        />
      ) : (
        <CardList label={t('runtime.title')}>
          {runtimes.map(one => (
            <One key={one.runtimeId} runtime={one} limits={enforced.limits} />
          ))}
        </CardList>
      )}
    </Section>
  );
}

function One(props: {
  runtime: Runtime;
  limits: ServerRuntime['enforced']['limits'];
}) {
  const t = useT();
  const { state, person, digest, startedAt, driver, tier } = props.runtime;
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
        <StatusLabel tone={RUNTIME_TONES[state]}>
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
          {
            label: t('runtime.sandbox'),
            value: [driver, tier].filter(Boolean).join(', '),
          },
          { label: t('runtime.revision'), value: digest.slice(0, 19) },
        ]}
      />
      <RuntimeUsage
        usage={props.runtime.usage}
        history={props.runtime.history}
        limits={props.limits}
      />
    </ListCard>
  );
}
