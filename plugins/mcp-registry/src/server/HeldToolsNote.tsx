import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Link, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Server } from '../api/types';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { HeldToolLabel } from './HeldToolLabel';
import styles from './HeldToolsNote.module.css';

/** That the gateway holds tools of a server back, where the change waits for review, and how it ends otherwise. */
export function HeldToolsNote(props: { server: Server; onAsked(): void }) {
  const t = useT();
  const links = useLinks();
  const { heldTools = [], pendingRevision, toolSurface } = props.server;
  if (heldTools.length === 0) return null;
  const shown = new Set(toolSurface.tools.map(({ name }) => name));
  // New ones have no place among the reviewed tools.
  const others = heldTools.filter(({ name }) => !shown.has(name));
  return (
    <>
      <Alert
        status="warning"
        icon
        title={t('tools.held.title', { count: heldTools.length })}
        description={
          <>
            {t('tools.held.lead')}{' '}
            {pendingRevision && (
              <>
                {t('tools.held.waits')}{' '}
                <Link href={links.approvals()}>{t('tools.held.review')}</Link>
              </>
            )}
          </>
        }
      />
      {others.length > 0 && (
        <ul className={styles.others}>
          {others.map(tool => (
            <li key={tool.name}>
              <code>{tool.name}</code> <HeldToolLabel tool={tool} />
            </li>
          ))}
        </ul>
      )}
      {props.server.iDecide && <AskAgain {...props} />}
    </>
  );
}

/** For those who answer for the server: it was repaired. */
function AskAgain(props: { server: Server; onAsked(): void }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { serverRef } = props.server;
  const [asked, setAsked] = useState(false);
  const ask = useAction(
    useCallback(() => registry.probeServer(serverRef), [registry, serverRef]),
  );
  const run = async () => {
    const revision = await ask.run();
    setAsked(revision !== undefined);
    if (revision) props.onAsked();
  };
  return (
    <div className={styles.ask}>
      <Button
        variant="secondary"
        isPending={ask.running}
        onPress={() => void run()}
      >
        {t('tools.held.probe')}
      </Button>
      <Text as="p" role="status" color="secondary" style={{ margin: 0 }}>
        {asked ? t('tools.held.probed') : t('tools.held.probeHint')}
      </Text>
      <Problem title={t('tools.held.probeFailed')} error={ask.error} />
    </div>
  );
}
