import { useApi } from '@backstage/frontend-plugin-api';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { saveBlob } from '../components/saveBlob';
import { useT } from '../hooks/useT';
import { ExportGroup } from './ExportGroup';

/** The log as it is chained, with what proves it, for those who audit. The gateway writes down who took it. */
export function ExportLog(props: { since?: string; until?: string }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const save = async () => {
    const { since: from, until: to } = props;
    saveBlob(await gateway.exportAuditLog({ from, to }), 'audit-log.tar');
  };
  return (
    <ExportGroup
      label={t('activity.exportLog')}
      hint={t('activity.exportLogHint')}
      problemTitle={t('activity.exportLogFailed')}
      ways={[{ id: 'log', text: t('activity.exportLogAs'), save }]}
    />
  );
}
