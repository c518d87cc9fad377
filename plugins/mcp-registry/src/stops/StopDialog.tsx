import { useApi } from '@backstage/frontend-plugin-api';
import { Select, Text, TextAreaField } from '@backstage/ui';
import { useCallback, useEffect, useRef, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Stop, StopTarget } from '../api/types';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { ErrorText } from '../components/ErrorText';
import { formatDuration } from '../components/formatTime';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useLanguage } from '../hooks/useLanguage';
import { useT } from '../hooks/useT';
import { StopImpactView } from './StopImpactView';

const NEVER = 'never';
const SECONDS = [3_600, 86_400, 604_800];

/** Shows whom a stop hits, asks why and what callers are told, and stops. The reason is the first thing to type. */
export function StopDialog(props: {
  target: StopTarget;
  /** In words. */
  what: string;
  onDone(stop: Stop): void;
  onClose(): void;
}) {
  const t = useT();
  const language = useLanguage();
  const registry = useApi(mcpRegistryApiRef);
  const { target, what, onDone, onClose } = props;
  const [reason, setReason] = useState('');
  const [message, setMessage] = useState('');
  const [ends, setEnds] = useState<string>(NEVER);
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => field.current?.querySelector('textarea')?.focus(), []);
  const act = useAction(
    useCallback(
      () =>
        registry.stop({
          ...target,
          reason: reason.trim(),
          ...(message.trim() && { message: message.trim() }),
          ...(ends !== NEVER && {
            endsAt: new Date(Date.now() + Number(ends) * 1000).toISOString(),
          }),
        }),
      [registry, target, reason, message, ends],
    ),
  );
  const missing = reason.trim() === '';
  const submit = () => {
    setTried(true);
    if (missing || act.running) return;
    void act.run().then(stop => {
      if (stop) onDone(stop);
    });
  };
  return (
    <ConfirmDialog
      title={t('stopDialog.title', { what })}
      confirm={t('stopDialog.confirm')}
      destructive
      running={act.running}
      onConfirm={submit}
      onClose={onClose}
    >
      <Text as="p">{t('stopDialog.lead')}</Text>
      <StopImpactView target={target} />
      <TextAreaField
        ref={field}
        label={t('stopDialog.reason')}
        rows={2}
        maxLength={1000}
        isRequired
        value={reason}
        onChange={setReason}
        isInvalid={tried && missing}
      />
      {tried && missing && <ErrorText>{t('reasonField.missing')}</ErrorText>}
      <TextAreaField
        label={t('stopDialog.message')}
        description={t('stopDialog.messageHint')}
        rows={2}
        maxLength={500}
        value={message}
        onChange={setMessage}
      />
      <Select
        label={t('stopDialog.ends')}
        options={[
          { id: NEVER, label: t('stopDialog.endsNever') },
          ...SECONDS.map(seconds => ({
            id: String(seconds),
            label: formatDuration(seconds, language),
          })),
        ]}
        value={ends}
        onChange={value => setEnds(String(value ?? NEVER))}
      />
      <Problem title={t('stopDialog.failed')} error={act.error} />
    </ConfirmDialog>
  );
}
