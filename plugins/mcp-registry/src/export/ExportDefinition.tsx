import { useApi } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  Flex,
  Menu,
  MenuItem,
  MenuTrigger,
} from '@backstage/ui';
import {
  DEFINITION_FORMATS,
  type DefinitionFormat,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Server, WrittenDefinition } from '../api/types';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { saveBlob } from '../components/saveBlob';

/** Saves the approved definition as a file of some format; for those whom the server concerns. What is lost in it is said. */
export function ExportDefinition({ server }: { server: Server }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const [saved, setSaved] = useState<WrittenDefinition>();
  const { serverRef } = server;
  const save = useAction(
    useCallback(
      async (format: DefinitionFormat) => {
        setSaved(undefined);
        const written = await registry.exportDefinition(serverRef, format);
        download(written);
        setSaved(written);
      },
      [registry, serverRef],
    ),
  );
  return (
    <Flex direction="column" gap="3">
      <Flex>
        <MenuTrigger>
          <Button size="small" variant="secondary" isPending={save.running}>
            {t('exportAs.label')}
          </Button>
          <Menu>
            {DEFINITION_FORMATS.map(format => (
              <MenuItem key={format} onAction={() => void save.run(format)}>
                {t(`exportAs.${format}`)}
              </MenuItem>
            ))}
          </Menu>
        </MenuTrigger>
      </Flex>
      <Problem title={t('exportAs.failed')} error={save.error} />
      {saved && (
        <Alert
          role="status"
          status={saved.remarks.length > 0 ? 'warning' : 'success'}
          icon
          title={t('exportAs.saved', { file: saved.fileName })}
          description={
            saved.remarks.length > 0 && (
              <>
                {t('exportAs.lost')}
                <ul>
                  {saved.remarks.map(({ text }) => (
                    <li key={text}>{text}</li>
                  ))}
                </ul>
              </>
            )
          }
        />
      )}
    </Flex>
  );
}

function download({ fileName, text }: WrittenDefinition): void {
  saveBlob(new Blob([text], { type: 'application/octet-stream' }), fileName);
}
