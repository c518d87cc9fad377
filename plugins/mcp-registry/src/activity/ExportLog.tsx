import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { Problem } from '../components/Problem';
import { saveBlob } from '../components/saveBlob';
import { useT } from '../hooks/useT';
import styles from './activity.module.css';

/** The log as it is chained, with what proves it, for those who audit. The gateway writes down who took it. */
export function ExportLog(props: { since?: string; until?: string }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const { since: from, until: to } = props;
      saveBlob(await gateway.exportAuditLog({ from, to }), 'audit-log.tar');
    } catch (problem) {
      setError(problem as Error);
    }
    setBusy(false);
  };
  return (
    <div className={styles.list}>
      <div
        role="group"
        aria-label={t('activity.exportLog')}
        className={styles.actions}
      >
        <Text>{t('activity.exportLog')}</Text>
        <Button
          size="small"
          variant="tertiary"
          isPending={busy}
          onPress={() => void save()}
        >
          {t('activity.exportLogAs')}
        </Button>
        <Text variant="body-small" color="secondary">
          {t('activity.exportLogHint')}
        </Text>
      </div>
      <Problem title={t('activity.exportLogFailed')} error={error} />
    </div>
  );
}
