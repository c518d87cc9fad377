import { useApi } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';

/** Saves what was found as a file that scanners and code hosts read. */
export function SaveSarif({ digest }: { digest: string }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const save = useAction(
    useCallback(async () => {
      const log = await registry.exportRevisionChecks(digest);
      const blob = new Blob([JSON.stringify(log, null, 2)], {
        type: 'application/octet-stream',
      });
      const url = URL.createObjectURL(blob);
      const link = document.createElement('a');
      link.href = url;
      link.download = `checks-${digest
        .replace('sha256:', '')
        .slice(0, 12)}.sarif`;
      link.click();
      URL.revokeObjectURL(url);
    }, [registry, digest]),
  );
  return (
    <>
      <Button
        size="small"
        variant="tertiary"
        isPending={save.running}
        onPress={() => void save.run()}
      >
        {t('checks.save')}
      </Button>
      <Problem title={t('checks.saveFailed')} error={save.error} />
    </>
  );
}
