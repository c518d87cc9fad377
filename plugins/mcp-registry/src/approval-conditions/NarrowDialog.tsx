import { useApi } from '@backstage/frontend-plugin-api';
import { Text, TextAreaField } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { NewConditions, Server } from '../api/types';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { ErrorText } from '../components/ErrorText';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { ConditionFields } from './ConditionFields';
import { NO_CONDITIONS, readDraft } from './conditionDraft';

/** Narrows what a server is approved for, at once. */
export function NarrowDialog(props: {
  server: Server;
  onClose(isDone: boolean): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { server, onClose } = props;
  const [draft, setDraft] = useState(NO_CONDITIONS);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const add = useAction(
    useCallback(
      (body: NewConditions) => registry.addConditions(server.serverRef, body),
      [registry, server.serverRef],
    ),
  );
  const read = readDraft(draft, Date.now());
  const isReasonMissing = reason.trim() === '';
  const send = async () => {
    setTried(true);
    if (read.problem || isReasonMissing || add.running) return;
    const { conditions } = read;
    if (await add.run({ conditions, reason: reason.trim() })) onClose(true);
  };
  return (
    <ConfirmDialog
      title={t('conditions.narrowTitle', { server: server.title })}
      confirm={t('conditions.narrowConfirm')}
      running={add.running}
      onConfirm={() => void send()}
      onClose={() => onClose(false)}
    >
      <Text as="p">{t('conditions.narrowLead')}</Text>
      <ConditionFields
        surface={server.toolSurface}
        draft={draft}
        problem={tried ? read.problem : undefined}
        onChange={setDraft}
      />
      <TextAreaField
        label={t('conditions.narrowReason')}
        rows={2}
        maxLength={1000}
        isRequired
        value={reason}
        onChange={setReason}
        isInvalid={tried && isReasonMissing}
      />
      {tried && isReasonMissing && (
        <ErrorText>{t('reasonField.missing')}</ErrorText>
      )}
      <Problem title={t('conditions.narrowFailed')} error={add.error} />
    </ConfirmDialog>
  );
}
