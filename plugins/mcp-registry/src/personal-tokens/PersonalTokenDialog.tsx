import { useApi } from '@backstage/frontend-plugin-api';
import {
  Checkbox,
  CheckboxGroup,
  Radio,
  RadioGroup,
  Select,
  Text,
  TextField,
} from '@backstage/ui';
import { useCallback, useState } from 'react';
import { useMyGrants } from '../access/useMyAccess';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { NewPersonalToken } from '../api/types';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { EntityName } from '../components/EntityName';
import { ErrorText } from '../components/ErrorText';
import { MoreButton } from '../components/MoreButton';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';

const USUAL_DAYS = [7, 30, 90, 180, 365];

/** Asks what a new token is for, what it opens and for how long. */
export function PersonalTokenDialog(props: {
  maxDays: number;
  onMade(token: NewPersonalToken): void;
  onClose(): void;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const choices = daysUpTo(props.maxDays);
  const [name, setName] = useState('');
  const [days, setDays] = useState(choices.includes(30) ? 30 : choices[0]);
  const [opens, setOpens] = useState<'some' | 'all'>('some');
  const [servers, setServers] = useState<string[]>([]);
  const [tried, setTried] = useState(false);
  const grants = useMyGrants();
  const refs = [
    ...new Set(
      grants.items
        .filter(({ state }) => state === 'active')
        .map(({ serverRef }) => serverRef),
    ),
  ];
  const make = useAction(
    useCallback(
      () =>
        gateway.createPersonalToken({
          name: name.trim(),
          days,
          ...(opens === 'all' ? { allServers: true } : { servers }),
        }),
      [gateway, name, days, opens, servers],
    ),
  );
  const missing =
    name.trim() === '' || (opens === 'some' && servers.length === 0);
  return (
    <ConfirmDialog
      title={t('personalTokens.make')}
      confirm={t('personalTokens.make')}
      running={make.running}
      onConfirm={() => {
        setTried(true);
        if (missing) return;
        void make.run().then(made => {
          if (made) props.onMade(made);
        });
      }}
      onClose={props.onClose}
    >
      <TextField
        label={t('personalTokens.name')}
        description={t('personalTokens.nameHint')}
        maxLength={100}
        isRequired
        value={name}
        onChange={setName}
      />
      <Select
        label={t('personalTokens.days')}
        options={choices.map(count => ({
          id: String(count),
          label: t('personalTokens.inDays', { days: String(count) }),
        }))}
        value={String(days)}
        onChange={value => setDays(Number(value))}
      />
      <RadioGroup
        label={t('personalTokens.servers')}
        value={opens}
        onChange={value => setOpens(value === 'all' ? 'all' : 'some')}
      >
        <Radio value="some">{t('personalTokens.some')}</Radio>
        <Radio value="all">{t('personalTokens.all')}</Radio>
      </RadioGroup>
      {opens === 'some' && refs.length > 0 && (
        <CheckboxGroup
          label={t('personalTokens.someLabel')}
          value={servers}
          onChange={setServers}
        >
          {refs.map(ref => (
            <Checkbox key={ref} value={ref}>
              <EntityName entityRef={ref} plain />
            </Checkbox>
          ))}
        </CheckboxGroup>
      )}
      {opens === 'some' && grants.first && refs.length === 0 && (
        <Text color="secondary">{t('personalTokens.someEmpty')}</Text>
      )}
      {opens === 'some' && (
        <MoreButton
          hasMore={grants.hasMore}
          loading={grants.loadingMore}
          onMore={grants.more}
        />
      )}
      <Problem title={t('grants.failed')} error={grants.error} />
      {tried && missing && <ErrorText>{t('personalTokens.missing')}</ErrorText>}
      <Problem title={t('personalTokens.makeFailed')} error={make.error} />
    </ConfirmDialog>
  );
}

function daysUpTo(max: number): number[] {
  return [...USUAL_DAYS.filter(days => days < max), max];
}
