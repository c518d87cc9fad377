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

/** Asks who decides in my place, about what and until when. */
export function DelegationDialog(props: { onAdded(): void; onClose(): void }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const [to, setTo] = useState<string>();
  const [scope, setScope] =
    useState<NewApprovalDelegation['scope']>('revisions');
  const [day, setDay] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const add = useAction(
    useCallback(
      (body: NewApprovalDelegation) => registry.addDelegation(body),
      [registry],
    ),
  );
  const ends = new Date(`${day}T23:59:59`);
  const isMissing = to === undefined || Number.isNaN(ends.getTime());
  return (
    <ConfirmDialog
      title={t('delegation.addTitle')}
      confirm={t('delegation.add')}
      running={add.running}
      onConfirm={() => {
        setTried(true);
        if (isMissing) return;
        void add
          .run({
            ...{ to, scope, endsAt: ends.toISOString() },
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
      <TextField
        label={t('delegation.until')}
        type="date"
        isRequired
        value={day}
        onChange={setDay}
      />
      <TextField
        label={t('delegation.reason')}
        maxLength={500}
        value={reason}
        onChange={setReason}
      />
      {tried && isMissing && <ErrorText>{t('delegation.missing')}</ErrorText>}
      <Problem title={t('delegation.addFailed')} error={add.error} />
    </ConfirmDialog>
  );
}
