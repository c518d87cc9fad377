import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useState } from 'react';
import {
  mcpGatewayApiRef,
  type CallExportFormat,
  type CallQuery,
} from '../api/McpGatewayApi';
import { Problem } from '../components/Problem';
import { useT } from '../hooks/useT';
import { saveText } from './saveText';
import styles from './activity.module.css';

const FORMATS = {
  ndjson: { type: 'application/x-ndjson', name: 'calls.ndjson' },
  csv: { type: 'text/csv', name: 'calls.csv' },
  ocsf: { type: 'application/x-ndjson', name: 'calls.ocsf.ndjson' },
} as const;

/** Everything that is found, as a file. The gateway writes down who took it. */
export function ExportCalls(props: {
  query: Omit<CallQuery, 'cursor' | 'limit'>;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const [busy, setBusy] = useState<CallExportFormat>();
  const [error, setError] = useState<Error>();
  const save = async (format: CallExportFormat) => {
    setBusy(format);
    setError(undefined);
    try {
      const text = await gateway.exportCalls(props.query, format);
      saveText(text, FORMATS[format]);
    } catch (problem) {
      setError(problem as Error);
    }
    setBusy(undefined);
  };
  return (
    <div className={styles.list}>
      <div
        role="group"
        aria-label={t('activity.export')}
        className={styles.actions}
      >
        <Text>{t('activity.export')}</Text>
        {(Object.keys(FORMATS) as CallExportFormat[]).map(format => (
          <Button
            key={format}
            size="small"
            variant="tertiary"
            isPending={busy === format}
            isDisabled={busy !== undefined}
            onPress={() => void save(format)}
          >
            {t(`activity.exportAs.${format}`)}
          </Button>
        ))}
      </div>
      <Problem title={t('activity.exportFailed')} error={error} />
    </div>
  );
}
