import { useApi } from '@backstage/frontend-plugin-api';
import {
  mcpGatewayApiRef,
  type CallExportFormat,
  type CallQuery,
} from '../api/McpGatewayApi';
import { useT } from '../hooks/useT';
import { ExportGroup } from './ExportGroup';
import { saveText } from './saveText';

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
  const ways = (Object.keys(FORMATS) as CallExportFormat[]).map(format => ({
    id: format,
    text: t(`activity.exportAs.${format}`),
    save: async () =>
      saveText(await gateway.exportCalls(props.query, format), FORMATS[format]),
  }));
  return (
    <ExportGroup
      label={t('activity.export')}
      problemTitle={t('activity.exportFailed')}
      ways={ways}
    />
  );
}
