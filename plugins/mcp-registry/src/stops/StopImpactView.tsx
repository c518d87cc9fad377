import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { StopImpact, StopTarget } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { Lines } from '../components/Lines';
import { RelativeTime } from '../components/RelativeTime';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { FreshSignInNote } from '../fresh-sign-in/FreshSignInNote';
import { ApiProblem } from '../api/ApiProblem';
import styles from './stops.module.css';
import { useRecentCalls } from './useRecentCalls';

/** Whom a stop would hit: servers, people with access, and who called lately. */
export function StopImpactView({ target }: { target: StopTarget }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { kind, serverRef, subject } = target;
  const { value, error, loading } = useLoad(
    useCallback(
      () => registry.previewStop({ kind, serverRef, subject }),
      [registry, kind, serverRef, subject],
    ),
  );
  const calls = useRecentCalls(target);
  return (
    <section className={styles.impact} aria-label={t('stopImpact.title')}>
      <Text as="h3" variant="title-x-small" className={styles.flat}>
        {t('stopImpact.title')}
      </Text>
      {error instanceof ApiProblem && error.signInUrl && (
        <FreshSignInNote signInUrl={error.signInUrl} />
      )}
      {error && (
        <Alert
          status="warning"
          icon
          title={t('stopImpact.failed')}
          description={`${error.message} ${t('stopImpact.failedHint')}`}
        />
      )}
      {!value && loading && <Lines count={3} />}
      {value && (
        <>
          {value.alreadyStopped !== undefined && value.alreadyStopped > 0 && (
            <Text as="p" className={styles.flat}>
              {t('stopImpact.already', { count: value.alreadyStopped })}
            </Text>
          )}
          {kind === 'client' ? (
            <Text as="p" className={styles.flat}>
              {t('stopImpact.client')}
            </Text>
          ) : (
            <Facts
              items={[
                {
                  label: t('stopImpact.servers'),
                  value: <Servers impact={value} />,
                },
                {
                  label: t('stopImpact.grants'),
                  value: String(value.grantCount),
                },
                {
                  label: t('stopImpact.people'),
                  value: <Holders impact={value} />,
                },
                calls && {
                  label: t('stopImpact.calls'),
                  value: t(
                    calls.isMore
                      ? 'stopImpact.callsMore'
                      : 'stopImpact.callsSome',
                    {
                      calls: t('stopImpact.callCount', { count: calls.calls }),
                      people: t('stopImpact.peopleCount', {
                        count: calls.people,
                      }),
                    },
                  ),
                },
                calls?.last !== undefined && {
                  label: t('stopImpact.lastCall'),
                  value: <RelativeTime at={calls.last} />,
                },
              ]}
            />
          )}
        </>
      )}
    </section>
  );
}

function Servers({ impact }: { impact: StopImpact }) {
  const t = useT();
  const { servers, serverCount } = impact;
  if (serverCount === 0) return <>{t('stopImpact.none')}</>;
  const others = serverCount - servers.length;
  return (
    <>
      {servers.map(({ title }) => title).join(', ')}
      {others > 0 && ` ${t('stopImpact.more', { others: String(others) })}`}
    </>
  );
}

function Holders({ impact }: { impact: StopImpact }) {
  const t = useT();
  const { holders } = impact;
  if (holders.length === 0) return <>{t('stopImpact.none')}</>;
  return (
    <>
      {holders.map((ref, index) => (
        <span key={ref}>
          {index > 0 && ', '}
          <EntityName entityRef={ref} plain />
        </span>
      ))}
    </>
  );
}
