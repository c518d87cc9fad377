import { useApi } from '@backstage/frontend-plugin-api';
import {
  Radio,
  RadioGroup,
  Select,
  Text,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import {
  EXCEPTION_REASONS,
  EXCEPTION_SCOPES,
  isHarmless,
  VEX_JUSTIFICATIONS,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { CheckFinding, NewException } from '../api/types';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { ErrorText } from '../components/ErrorText';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { EndField } from './EndField';
import { endChoices } from './endChoices';
import styles from '../checks/checks.module.css';

const NONE = 'none';
const TEXT_MIN = 10;

/** What an exception would be about. */
export interface ExceptionSubject {
  digest: string;
  checkId: string;
  findingId: string;
  finding: CheckFinding;
  latestEnd: string;
}

/** Asks the review team to accept one finding for a time. */
export function AskForException(props: {
  about: ExceptionSubject;
  onAsked(): void;
  onClose(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { digest, checkId, findingId, finding, latestEnd } = props.about;
  const [now] = useState(() => Date.now());
  const [choices] = useState(() => endChoices(now, latestEnd));
  const [draft, setDraft] = useState<
    Pick<
      NewException,
      'reason' | 'scope' | 'text' | 'expiresAt' | 'justification'
    > & { link: string }
  >({
    reason: 'mitigated',
    scope: 'revision',
    text: '',
    link: '',
    expiresAt: choices[Math.min(1, choices.length - 1)],
  });
  const [tried, setTried] = useState(false);
  const set = (over: Partial<typeof draft>) => setDraft({ ...draft, ...over });
  const send = useAction(
    useCallback(
      (body: NewException) => registry.requestException(body),
      [registry],
    ),
  );
  const isTextMissing = draft.text.trim().length < TEXT_MIN;
  const link = draft.link.trim();
  const isLinkWrong = link !== '' && !/^https?:\/\/\S+$/.test(link);
  const submit = async () => {
    setTried(true);
    if (isTextMissing || isLinkWrong || send.running) return;
    const { justification, ...rest } = draft;
    const asked = await send.run({
      ...{ ...rest, digest, checkId, findingId },
      text: draft.text.trim(),
      link: link || undefined,
      ...(justification && isHarmless(draft.reason) && { justification }),
    });
    if (asked) props.onAsked();
  };
  return (
    <ConfirmDialog
      title={t('exception.title')}
      confirm={t('exception.send')}
      running={send.running}
      onConfirm={() => void submit()}
      onClose={props.onClose}
    >
      <Text as="p" className={styles.flat}>
        {t('exception.lead')}
      </Text>
      <blockquote className={styles.excerpt}>
        <Text>{finding.message}</Text>
      </blockquote>
      <Select
        label={t('exception.reason')}
        options={EXCEPTION_REASONS.map(id => ({
          id,
          label: t(`exceptionReason.${id}`),
        }))}
        value={draft.reason}
        onChange={value => {
          const reason = EXCEPTION_REASONS.find(id => id === value);
          if (reason) set({ reason });
        }}
      />
      {isHarmless(draft.reason) && (
        <Select
          label={t('exception.justification')}
          options={[
            { id: NONE, label: t('exception.noJustification') },
            ...VEX_JUSTIFICATIONS.map(id => ({
              id: id as string,
              label: t(`vexJustification.${id}`),
            })),
          ]}
          value={draft.justification ?? NONE}
          onChange={value =>
            set({
              justification: VEX_JUSTIFICATIONS.find(id => id === value),
            })
          }
        />
      )}
      <TextAreaField
        label={t('exception.text')}
        description={t('exception.textHint')}
        rows={3}
        maxLength={2000}
        isRequired
        value={draft.text}
        onChange={text => set({ text })}
        isInvalid={tried && isTextMissing}
      />
      {tried && isTextMissing && (
        <ErrorText>{t('exception.textMissing')}</ErrorText>
      )}
      <TextField
        label={t('exception.link')}
        description={t('exception.linkHint')}
        maxLength={500}
        value={draft.link}
        onChange={value => set({ link: value })}
        isInvalid={tried && isLinkWrong}
      />
      {tried && isLinkWrong && (
        <ErrorText>{t('exception.linkInvalid')}</ErrorText>
      )}
      <RadioGroup
        label={t('exception.scope')}
        value={draft.scope}
        onChange={value => {
          const scope = EXCEPTION_SCOPES.find(id => id === value);
          if (scope) set({ scope });
        }}
      >
        {EXCEPTION_SCOPES.map(id => (
          <Radio key={id} value={id}>
            {t(`exceptionScope.${id}`)}
          </Radio>
        ))}
      </RadioGroup>
      <EndField
        choices={choices}
        now={now}
        value={draft.expiresAt}
        onChange={expiresAt => set({ expiresAt })}
      />
      <Text as="p" color="secondary" className={styles.flat}>
        {t('exception.endsAt')}
      </Text>
      <Problem title={t('exception.failed')} error={send.error} />
    </ConfirmDialog>
  );
}
