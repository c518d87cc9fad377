import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { EntityName } from '../components/EntityName';
import { useT } from '../hooks/useT';
import { PreviewTable } from './PreviewTable';

/** What the policies ask for of every version that is served or waits, and what would change if all were enforced. */
export function ApprovalPreview() {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const load = useCallback(
    (cursor?: string) => registry.previewApprovalPolicies(cursor),
    [registry],
  );
  return (
    <PreviewTable
      title={t('approvalPolicies.previewTitle')}
      hint={t('approvalPolicies.previewHint')}
      empty={t('approvalPolicies.previewEmpty')}
      columns={[
        t('approvalPolicies.columnServer'),
        t('approvalPolicies.columnChange'),
      ]}
      load={load}
      keyOf={item => item.digest}
      cells={item => [
        <>
          <EntityName entityRef={item.serverRef} /> · {item.number}
        </>,
        item.changes
          .map(change => t(`approvalPolicies.change.${change}`))
          .join(', '),
      ]}
    />
  );
}
