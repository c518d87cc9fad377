import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback, useId } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { SetupRun } from '../api/types';
import { Problem } from '../components/Problem';
import { RelativeTime } from '../components/RelativeTime';
import { Section } from '../components/Section';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import styles from './operations.module.css';

/** Asks every server whether it answers past the gateway. It goes on while the person is elsewhere. */
export function ServerCheck(props: {
  run: SetupRun | undefined;
  isRunning: boolean;
  onBegun(): void;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const progressId = useId();
  const begin = useAction(useCallback(() => gateway.checkServers(), [gateway]));
  const { run, isRunning, onBegun } = props;
  const progress = run && {
    done: String(run.done),
    total: String(run.total),
  };
  return (
    <Section
      title={t('setup.servers')}
      hint={t('setup.serversHint')}
      actions={
        <Button
          size="small"
          isDisabled={isRunning || begin.running}
          onPress={() => void begin.run().then(begun => begun && onBegun())}
        >
          {t('setup.checkServers')}
        </Button>
      }
    >
      <Problem title={t('setup.checkFailed')} error={begin.error} />
      {run && isRunning && progress && (
        <div className={styles.progress}>
          <label htmlFor={progressId} role="status">
            {t('setup.progress', progress)}
          </label>
          <progress id={progressId} value={run.done} max={run.total || 1} />
        </div>
      )}
      {run && !isRunning && (
        <Text as="p" role="status" style={{ margin: 0 }}>
          {run.finishedAt ? (
            <>
              {t('setup.last')} <RelativeTime at={run.finishedAt} />
              {': '}
              {progress && t('setup.progress', progress)}
            </>
          ) : (
            t('setup.broken')
          )}
        </Text>
      )}
    </Section>
  );
}
