import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Link, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Stop } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { ListCard } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { ReasonDialog } from '../components/ReasonDialog';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel, type Tone } from '../components/StatusLabel';
import { useAction } from '../hooks/useAction';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { stopName } from './stopName';
import styles from './stops.module.css';

const TONES: Record<Stop['state'], Tone> = {
  proposed: 'info',
  active: 'bad',
  lifted: 'good',
  ended: 'neutral',
  dismissed: 'neutral',
};

/** One stop: who, when, why, until when, and lifting it for a second person. */
export function StopCard(props: { stop: Stop; onChanged(): void }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { stop, onChanged } = props;
  const { id } = stop;
  const [asking, setAsking] = useState<'lift' | 'dismiss'>();
  const confirm = useAction(
    useCallback(() => registry.confirmStop(id), [registry, id]),
  );
  const end = useAction(
    useCallback(
      (reason: string) =>
        asking === 'dismiss'
          ? registry.dismissStop(id, reason)
          : registry.liftStop(id, reason),
      [registry, id, asking],
    ),
  );
  const what = stopName(t, stop);
  return (
    <ListCard
      title={<Text weight="bold">{what}</Text>}
      labels={
        <StatusLabel tone={TONES[stop.state]}>
          {t(`stopState.${stop.state}`)}
        </StatusLabel>
      }
      actions={
        <>
          {stop.mayLift && (
            <Button
              size="small"
              variant="secondary"
              aria-label={t('stops.liftNamed', { what })}
              onPress={() => setAsking('lift')}
            >
              {t('stops.lift')}
            </Button>
          )}
          {stop.mayConfirm && (
            <>
              <Button
                size="small"
                variant="primary"
                destructive
                isPending={confirm.running}
                onPress={() =>
                  void confirm.run().then(done => {
                    if (done) onChanged();
                  })
                }
              >
                {t('stops.confirm')}
              </Button>
              <Button
                size="small"
                variant="secondary"
                onPress={() => setAsking('dismiss')}
              >
                {t('stops.dismiss')}
              </Button>
            </>
          )}
        </>
      }
    >
      <StopFacts stop={stop} />
      {stop.state === 'proposed' && (
        <Text as="p" className={styles.flat}>
          {t('stops.proposed')}
        </Text>
      )}
      {stop.liftObstacle && (
        <Text as="p" color="secondary" className={styles.flat}>
          {t(`stops.obstacle.${stop.liftObstacle}`)}
        </Text>
      )}
      <Problem title={t('stops.actFailed')} error={confirm.error} />
      {asking && (
        <ReasonDialog
          title={t(`stops.${asking}Title`)}
          lead={t(`stops.${asking}Lead`)}
          label={t(`stops.${asking}Reason`)}
          confirm={t(`stops.${asking}`)}
          problemTitle={t('stops.liftFailed')}
          error={end.error}
          running={end.running}
          onConfirm={reason =>
            void end.run(reason).then(done => {
              if (done) {
                setAsking(undefined);
                onChanged();
              }
            })
          }
          onClose={() => {
            setAsking(undefined);
            end.clear();
          }}
        />
      )}
    </ListCard>
  );
}

function StopFacts({ stop }: { stop: Stop }) {
  const t = useT();
  const links = useLinks();
  const isOpen = stop.state === 'active' || stop.state === 'proposed';
  return (
    <Facts
      items={[
        stop.createdBy !== undefined && {
          label: t('stops.by'),
          value: stop.rule ? (
            <Link href={links.alert(stop.rule.alertId)}>
              {t('stops.byRule', { rule: stop.rule.name })}
            </Link>
          ) : (
            <EntityName entityRef={stop.createdBy} plain />
          ),
        },
        {
          label: t('stops.since'),
          value: <RelativeTime at={stop.createdAt} />,
        },
        isOpen && {
          label: t('stops.until'),
          value: stop.endsAt ? (
            <RelativeTime at={stop.endsAt} />
          ) : (
            t('stops.untilLifted')
          ),
        },
        stop.reason !== undefined && {
          label: t('stops.reason'),
          value: stop.reason,
        },
        stop.message !== undefined && {
          label: t('stops.message'),
          value: stop.message,
        },
        stop.actor !== undefined && {
          label: t('stops.through'),
          value: stop.actor,
        },
        stop.serverRef !== undefined && {
          label: t('stops.server'),
          value: <EntityName entityRef={stop.serverRef} />,
        },
        !isOpen &&
          stop.endedAt !== undefined && {
            label: t('stops.over'),
            value: (
              <>
                <RelativeTime at={stop.endedAt} />{' '}
                {stop.endedBy?.includes(':') && (
                  <EntityName entityRef={stop.endedBy} plain />
                )}
              </>
            ),
          },
        stop.endReason !== undefined && {
          label: t('stops.overWhy'),
          value: stop.endReason,
        },
      ]}
    />
  );
}
