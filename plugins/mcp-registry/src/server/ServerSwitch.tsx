import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Flex } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Server } from '../api/types';
import { ReasonDialog } from '../components/ReasonDialog';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';

/** Stops serving at once, or starts again; for those who decide about the server. */
export function ServerSwitch(props: { server: Server; onChanged(): void }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { server, onChanged } = props;
  const [open, setOpen] = useState(false);
  const verb = server.status === 'suspended' ? 'resume' : 'suspend';
  const act = useAction(
    useCallback(
      (reason: string) =>
        verb === 'suspend'
          ? registry.suspendServer(server.serverRef, reason)
          : registry.resumeServer(server.serverRef, reason),
      [registry, server.serverRef, verb],
    ),
  );
  const possible = ['active', 'deprecated', 'suspended'].includes(
    server.status,
  );
  if (!server.iDecide || !possible) {
    return null;
  }
  return (
    <Flex>
      <Button size="small" variant="secondary" onPress={() => setOpen(true)}>
        {t(`switch.${verb}`)}
      </Button>
      {open && (
        <ReasonDialog
          title={t(`switch.${verb}Title`, { server: server.title })}
          lead={t(`switch.${verb}Lead`)}
          label={t('switch.reason')}
          confirm={t(`switch.${verb}Confirm`)}
          destructive={verb === 'suspend'}
          problemTitle={t('switch.failed')}
          error={act.error}
          running={act.running}
          onConfirm={reason =>
            void act.run(reason).then(done => {
              if (done) {
                setOpen(false);
                onChanged();
              }
            })
          }
          onClose={() => {
            setOpen(false);
            act.clear();
          }}
        />
      )}
    </Flex>
  );
}
