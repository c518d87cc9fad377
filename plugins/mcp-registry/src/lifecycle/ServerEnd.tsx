import { useApi } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Server } from '../api/types';
import { ReasonDialog } from '../components/ReasonDialog';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { DeprecateDialog } from './DeprecateDialog';
import styles from './lifecycle.module.css';

/** Names a server's last day, takes it back, or retires it; for those who answer for it. */
export function ServerEnd(props: { server: Server; onChanged(): void }) {
  const t = useT();
  const { server, onChanged } = props;
  const [open, setOpen] = useState<'deprecate' | 'keep' | 'retire'>();
  const { status, approvedRevision } = server;
  if (!server.iDecide || status === 'retired' || !approvedRevision) return null;
  const isEnding = server.endOfLife !== undefined;
  const close = (isDone: boolean) => {
    setOpen(undefined);
    if (isDone) onChanged();
  };
  return (
    <div
      className={styles.buttons}
      role="group"
      aria-label={t('lifecycle.title')}
    >
      <Button
        size="small"
        variant="secondary"
        onPress={() => setOpen('deprecate')}
      >
        {t(isEnding ? 'lifecycle.change' : 'lifecycle.deprecate')}
      </Button>
      {isEnding && (
        <Button
          size="small"
          variant="secondary"
          onPress={() => setOpen('keep')}
        >
          {t('lifecycle.keep')}
        </Button>
      )}
      <Button
        size="small"
        variant="secondary"
        onPress={() => setOpen('retire')}
      >
        {t('lifecycle.retire')}
      </Button>
      {open === 'deprecate' && (
        <DeprecateDialog server={server} onClose={close} />
      )}
      {(open === 'keep' || open === 'retire') && (
        <Ask server={server} what={open} onClose={close} />
      )}
    </div>
  );
}

function Ask(props: {
  server: Server;
  what: 'keep' | 'retire';
  onClose(isDone: boolean): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { server, what, onClose } = props;
  const act = useAction(
    useCallback(
      (reason: string) =>
        what === 'keep'
          ? registry.keepServer(server.serverRef, reason)
          : registry.retireServer(server.serverRef, { reason }),
      [registry, server.serverRef, what],
    ),
  );
  return (
    <ReasonDialog
      title={t(`lifecycle.${what}Title`, { server: server.title })}
      lead={t(`lifecycle.${what}Lead`)}
      label={t('lifecycle.reason')}
      confirm={t(`lifecycle.${what}`)}
      destructive={what === 'retire'}
      problemTitle={t('lifecycle.failed')}
      error={act.error}
      running={act.running}
      onConfirm={reason =>
        void act.run(reason).then(done => {
          if (done) onClose(true);
        })
      }
      onClose={() => onClose(false)}
    />
  );
}
