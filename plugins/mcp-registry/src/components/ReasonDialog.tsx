import { Text, TextAreaField } from '@backstage/ui';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useT } from '../hooks/useT';
import { ConfirmDialog } from './ConfirmDialog';
import { ErrorText } from './ErrorText';
import { Problem } from './Problem';

/** Asks for a reason before something is done. Focus goes to the reason and, afterwards, back to the button that opened it. */
export function ReasonDialog(props: {
  title: string;
  lead: ReactNode;
  label: string;
  confirm: string;
  destructive?: boolean;
  problemTitle: string;
  error: Error | undefined;
  running: boolean;
  onConfirm(reason: string): void;
  onClose(): void;
}) {
  const t = useT();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => field.current?.querySelector('textarea')?.focus(), []);
  const missing = reason.trim() === '';
  const submit = () => {
    setTried(true);
    if (!missing && !props.running) {
      props.onConfirm(reason.trim());
    }
  };
  return (
    <ConfirmDialog
      title={props.title}
      confirm={props.confirm}
      destructive={props.destructive}
      running={props.running}
      onConfirm={submit}
      onClose={props.onClose}
    >
      <Text as="p">{props.lead}</Text>
      <TextAreaField
        ref={field}
        label={props.label}
        rows={3}
        maxLength={1000}
        isRequired
        value={reason}
        onChange={setReason}
        isInvalid={tried && missing}
      />
      {tried && missing && <ErrorText>{t('reasonField.missing')}</ErrorText>}
      <Problem title={props.problemTitle} error={props.error} />
    </ConfirmDialog>
  );
}
