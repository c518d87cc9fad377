import { useApi } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { saveBlob } from '../components/saveBlob';

/** Saves an exception in force as a file that scanners read. */
export function SaveOpenVex({ id }: { id: string }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const save = useAction(
    useCallback(async () => {
      const document_ = await registry.exportException(id);
      const blob = new Blob([JSON.stringify(document_, null, 2)], {
        type: 'application/octet-stream',
      });
      saveBlob(blob, `exception-${id.slice(0, 8)}.openvex.json`);
    }, [registry, id]),
  );
  return (
    <>
      <Button
        size="small"
        variant="tertiary"
        isPending={save.running}
        onPress={() => void save.run()}
      >
        {t('exception.saveVex')}
      </Button>
      <Problem title={t('exception.saveFailed')} error={save.error} />
    </>
  );
}
