import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { RiPauseCircleLine } from '@remixicon/react';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Stop, StopTarget } from '../api/types';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';

const HOURS = 8;

/** Pauses what an alert is about at once: one click, the alert as the reason, and an end that comes by itself. */
export function PauseButton(props: {
  target: StopTarget & { kind: 'grant' | 'server' };
  reason: string;
  onDone(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { target, reason, onDone } = props;
  const [made, setMade] = useState<Stop>();
  const act = useAction(
    useCallback(
      () =>
        registry.stop({
          ...target,
          reason: reason.slice(0, 1_000),
          endsAt: new Date(Date.now() + HOURS * 3_600_000).toISOString(),
        }),
      [registry, target, reason],
    ),
  );
  if (made) return <Text role="status">{t('alerts.paused')}</Text>;
  return (
    <>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiPauseCircleLine aria-hidden />}
        isPending={act.running}
        onPress={() =>
          void act.run().then(stop => {
            if (!stop) return;
            setMade(stop);
            onDone();
          })
        }
      >
        {t(`alerts.pause.${target.kind}`, { hours: String(HOURS) })}
      </Button>
      <Problem title={t('stopDialog.failed')} error={act.error} />
    </>
  );
}
