import { useApi } from '@backstage/frontend-plugin-api';
import {
  Checkbox,
  CheckboxGroup,
  Radio,
  RadioGroup,
  Text,
  TextAreaField,
} from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { NewConditionLift, Server } from '../api/types';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { ErrorText } from '../components/ErrorText';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { ConditionFields } from './ConditionFields';
import { ConditionText } from './ConditionText';
import { NO_CONDITIONS, readDraft } from './conditionDraft';
import styles from './conditions.module.css';

/** Asks those whom the approval policy names to lift conditions, or to put others in their place. */
export function LiftDialog(props: {
  server: Server;
  onClose(isDone: boolean): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { server, onClose } = props;
  const { conditions = [] } = server;
  const [lifts, setLifts] = useState(
    conditions.length === 1 ? [conditions[0].id] : [],
  );
  const [instead, setInstead] = useState<'nothing' | 'others'>('nothing');
  const [draft, setDraft] = useState(NO_CONDITIONS);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const ask = useAction(
    useCallback(
      (body: NewConditionLift) => registry.askToLift(server.serverRef, body),
      [registry, server.serverRef],
    ),
  );
  const read =
    instead === 'others'
      ? readDraft(draft, Date.now())
      : { conditions: [], problem: undefined };
  const isReasonMissing = reason.trim() === '';
  const send = async () => {
    setTried(true);
    const isWhole = lifts.length > 0 && !read.problem && !isReasonMissing;
    if (!isWhole || read.problem || ask.running) return;
    const body = { lifts, instead: read.conditions, reason: reason.trim() };
    if (await ask.run(body)) onClose(true);
  };
  return (
    <ConfirmDialog
      title={t('conditions.liftTitle', { server: server.title })}
      confirm={t('conditions.liftConfirm')}
      running={ask.running}
      onConfirm={() => void send()}
      onClose={() => onClose(false)}
    >
      <Text as="p">{t('conditions.liftLead')}</Text>
      <CheckboxGroup
        label={t('conditions.liftWhich')}
        value={lifts}
        onChange={setLifts}
      >
        {conditions.map(({ id, condition }) => (
          <Checkbox key={id} value={id}>
            <span>
              <ConditionText condition={condition} plain />
            </span>
          </Checkbox>
        ))}
      </CheckboxGroup>
      {tried && lifts.length === 0 && (
        <ErrorText>{t('conditions.liftNone')}</ErrorText>
      )}
      <RadioGroup
        label={t('conditions.instead')}
        value={instead}
        onChange={value => setInstead(value === 'others' ? value : 'nothing')}
      >
        <Radio value="nothing">{t('conditions.insteadNothing')}</Radio>
        <Radio value="others">{t('conditions.insteadOthers')}</Radio>
      </RadioGroup>
      {instead === 'others' && (
        <div className={styles.inner}>
          <ConditionFields
            surface={server.toolSurface}
            draft={draft}
            problem={tried ? read.problem : undefined}
            onChange={setDraft}
          />
        </div>
      )}
      <TextAreaField
        label={t('conditions.liftReason')}
        description={t('conditions.liftReasonHint')}
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
      <Problem title={t('conditions.liftFailed')} error={ask.error} />
    </ConfirmDialog>
  );
}
