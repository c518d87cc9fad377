import { useApi } from '@backstage/frontend-plugin-api';
import { Select, Text, TextField } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../../api/McpRegistryApi';
import type { NewApprovalDelegation } from '../../api/types';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { ErrorText } from '../../components/ErrorText';
import { Problem } from '../../components/Problem';
import { useAction } from '../../hooks/useAction';
import { useT } from '../../hooks/useT';
import { PrincipalPicker } from '../../who/PrincipalPicker';

const SCOPES = ['everything', 'revisions', 'access-requests'] as const;

/** The registry takes 90 days at most. */
const DAYS = [1, 3, 7, 14, 30, 90];
const DAY_MS = 24 * 60 * 60 * 1000;

/** Asks who decides in my place, about what and for how long. */
export function DelegationDialog(props: { onAdded(): void; onClose(): void }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const [to, setTo] = useState<string>();
  const [scope, setScope] =
    useState<NewApprovalDelegation['scope']>('revisions');
  const [days, setDays] = useState(7);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const add = useAction(
    useCallback(
      (body: NewApprovalDelegation) => registry.addDelegation(body),
      [registry],
    ),
  );
  return (
    <ConfirmDialog
      title={t('delegation.addTitle')}
      confirm={t('delegation.add')}
      running={add.running}
      onConfirm={() => {
        setTried(true);
        if (to === undefined) return;
        const endsAt = new Date(Date.now() + days * DAY_MS).toISOString();
        void add
          .run({
            ...{ to, scope, endsAt },
            ...(reason.trim() && { reason: reason.trim() }),
          })
          .then(added => added && props.onAdded());
      }}
      onClose={props.onClose}
    >
      <Text as="p">{t('delegation.lead')}</Text>
      <PrincipalPicker who={to} onPick={setTo} />
      <Select
        label={t('delegation.scope')}
        options={SCOPES.map(id => ({
          id,
          label: t(`delegation.scopeName.${id}`),
        }))}
        value={scope}
        onChange={value =>
          setScope(SCOPES.find(id => id === value) ?? 'revisions')
        }
      />
      <Select
        label={t('delegation.howLong')}
        options={DAYS.map(count => ({
          id: String(count),
          label: t('delegation.days', { count }),
        }))}
        value={String(days)}
        onChange={value => setDays(Number(value))}
      />
      <TextField
        label={t('delegation.reason')}
        maxLength={500}
        value={reason}
        onChange={setReason}
      />
      {tried && to === undefined && (
        <ErrorText>{t('delegation.missing')}</ErrorText>
      )}
      <Problem title={t('delegation.addFailed')} error={add.error} />
    </ConfirmDialog>
  );
}
