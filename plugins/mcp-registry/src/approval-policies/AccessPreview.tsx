import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { AccessPreviewItem } from '../api/types';
import { EntityName } from '../components/EntityName';
import { useT } from '../hooks/useT';
import { Selection } from '../tools/Selection';
import { PreviewTable } from './PreviewTable';

/** What the policies ask for of every request that is open, and what would change if all were enforced. */
export function AccessPreview() {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const load = useCallback(
    (cursor?: string) => registry.previewAccessPolicies(cursor),
    [registry],
  );
  return (
    <PreviewTable
      title={t('accessPolicies.previewTitle')}
      empty={t('accessPolicies.previewEmpty')}
      columns={[
        t('accessPolicies.columnWho'),
        t('approvalPolicies.columnServer'),
        t('accessPolicies.columnWhat'),
      ]}
      load={load}
      keyOf={item => item.id}
      cells={item => [
        <Who key="who" item={item} />,
        <EntityName key="server" entityRef={item.serverRef} />,
        <What key="what" item={item} />,
      ]}
    />
  );
}

function Who({ item }: { item: AccessPreviewItem }) {
  const t = useT();
  return (
    <>
      <EntityName entityRef={item.requestedBy} plain />
      {item.subject !== item.requestedBy && (
        <>
          {' '}
          {t('accessPolicies.forWhom')}{' '}
          <EntityName entityRef={item.subject} plain />
        </>
      )}
    </>
  );
}

function What({ item }: { item: AccessPreviewItem }) {
  const t = useT();
  return (
    <>
      <Selection tools={item.asked.tools} />,{' '}
      {t('common.days', { count: item.asked.durationDays })}
    </>
  );
}
