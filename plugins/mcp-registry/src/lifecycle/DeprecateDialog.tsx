import { useApi } from '@backstage/frontend-plugin-api';
import { DatePicker, Select, Text, TextAreaField } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Server } from '../api/types';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { ErrorText } from '../components/ErrorText';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { endOfDay } from './endOfDay';

const NOTHING = 'nothing';

/** Asks for a server's last day, why, and what takes its place. */
export function DeprecateDialog(props: {
  server: Server;
  onClose(isDone: boolean): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { server, onClose } = props;
  const { serverRef, endOfLife } = server;
  const [day, setDay] = useState<string>();
  const [reason, setReason] = useState(endOfLife?.reason ?? '');
  const [successor, setSuccessor] = useState(
    endOfLife?.successor?.serverRef ?? NOTHING,
  );
  const [tried, setTried] = useState(false);
  const servers = useLoad(
    useCallback(
      () => registry.listServers({ status: 'active', limit: 100 }),
      [registry],
    ),
  );
  const act = useAction(
    useCallback(
      (deprecation: Parameters<typeof registry.deprecateServer>[1]) =>
        registry.deprecateServer(serverRef, deprecation),
      [registry, serverRef],
    ),
  );
  const retireAt = endOfDay(day, Date.now());
  const isReasonMissing = reason.trim() === '';
  const send = async () => {
    setTried(true);
    if (!retireAt || isReasonMissing || act.running) return;
    const done = await act.run({
      retireAt,
      reason: reason.trim(),
      ...(successor !== NOTHING && { successorRef: successor }),
    });
    if (done) onClose(true);
  };
  return (
    <ConfirmDialog
      title={t('lifecycle.deprecateTitle', { server: server.title })}
      confirm={t('lifecycle.deprecate')}
      destructive
      running={act.running}
      onConfirm={() => void send()}
      onClose={() => onClose(false)}
    >
      <Text as="p">{t('lifecycle.deprecateLead')}</Text>
      <DatePicker
        label={t('lifecycle.lastDay')}
        isRequired
        isInvalid={tried && !retireAt}
        onChange={value => setDay(value?.toString())}
      />
      {tried && !retireAt && (
        <ErrorText>{t('lifecycle.lastDayMissing')}</ErrorText>
      )}
      <Select
        label={t('lifecycle.successor')}
        search={{ mode: 'client' }}
        options={[
          { id: NOTHING, label: t('lifecycle.noSuccessor') },
          ...(servers.value?.items ?? [])
            .filter(other => other.serverRef !== serverRef)
            .map(other => ({ id: other.serverRef, label: other.title })),
        ]}
        value={successor}
        onChange={value => setSuccessor(String(value ?? NOTHING))}
      />
      <Problem
        title={t('lifecycle.loadFailed')}
        error={servers.error}
        onRetry={servers.refresh}
      />
      <TextAreaField
        label={t('lifecycle.reason')}
        rows={3}
        maxLength={1000}
        isRequired
        value={reason}
        onChange={setReason}
        isInvalid={tried && isReasonMissing}
      />
      {tried && isReasonMissing && (
        <ErrorText>{t('reasonField.missing')}</ErrorText>
      )}
      <Problem title={t('lifecycle.failed')} error={act.error} />
    </ConfirmDialog>
  );
}
