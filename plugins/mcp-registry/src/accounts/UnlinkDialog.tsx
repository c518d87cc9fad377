import { useApi } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Connection } from '../api/types';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { nameOf } from './nameOf';

/** Asks before an account is disconnected. */
export function UnlinkDialog(props: {
  connection: Connection;
  onDone(): void;
  onClose(): void;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { connection, onDone, onClose } = props;
  const { id = '' } = connection;
  const unlink = useAction(
    useCallback(async () => await gateway.unlinkConnection(id), [gateway, id]),
  );
  return (
    <ConfirmDialog
      title={t('accounts.unlinkQuestion', { name: nameOf(connection) })}
      confirm={t('accounts.unlink')}
      destructive
      running={unlink.running}
      onConfirm={() =>
        void unlink.run().then(done => {
          if (done) onDone();
        })
      }
      onClose={onClose}
    >
      <Text as="p">{t('accounts.unlinkHint')}</Text>
      <Problem title={t('accounts.unlinkFailed')} error={unlink.error} />
    </ConfirmDialog>
  );
}
