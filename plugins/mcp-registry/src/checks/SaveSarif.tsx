import { useApi } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { saveFile, shortDigest } from './saveFile';

/** Saves what was found as a file that scanners and code hosts read. */
export function SaveSarif({ digest }: { digest: string }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const save = useAction(
    useCallback(async () => {
      const log = await registry.exportRevisionChecks(digest);
      saveFile(log, `checks-${shortDigest(digest)}.sarif`);
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
