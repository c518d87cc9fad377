import { parseEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { Select, Text, TextAreaField } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { EmergencyOffer } from '../api/types';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { EntityName } from '../components/EntityName';
import { ErrorText } from '../components/ErrorText';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';

const MINUTES = [15, 30, 60, 120, 240, 480, 1440];
const SHORTEST_REASON = 10;

/** Access at once: who is told, for how long, and why. */
export function EmergencyDialog(props: {
  serverRef: string;
  offers: readonly EmergencyOffer[];
  onTaken(): void;
  onClose(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { serverRef, offers } = props;
  const [policyId, setPolicyId] = useState(offers[0].id);
  const offer = offers.find(({ id }) => id === policyId) ?? offers[0];
  const choices = [
    ...MINUTES.filter(minutes => minutes < offer.maxMinutes),
    offer.maxMinutes,
  ];
  const [chosen, setChosen] = useState<number>();
  const minutes =
    chosen && choices.includes(chosen) ? chosen : choices[choices.length - 1];
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const isShort = reason.trim().length < SHORTEST_REASON;
  const take = useAction(
    useCallback(
      (options: { policyId: string; minutes: number; reason: string }) =>
        registry.takeEmergencyAccess(serverRef, options),
      [registry, serverRef],
    ),
  );
  return (
    <ConfirmDialog
      title={t('emergency.title', { server: parseEntityRef(serverRef).name })}
      confirm={t('emergency.confirm')}
      destructive
      running={take.running}
      onConfirm={() => {
        setTried(true);
        if (isShort || take.running) return;
        void take
          .run({ policyId: offer.id, minutes, reason: reason.trim() })
          .then(taken => {
            if (taken) props.onTaken();
          });
      }}
      onClose={props.onClose}
    >
      <Text as="p">{t('emergency.lead')}</Text>
      <Text as="p" color="secondary" style={{ margin: 0 }}>
        {t('emergency.told')}:{' '}
        {offer.told.map((ref, index) => (
          <span key={ref}>
            {index > 0 && ', '}
            <EntityName entityRef={ref} plain />
          </span>
        ))}
      </Text>
      {offers.length > 1 && (
        <Select
          label={t('emergency.policy')}
          options={offers.map(({ id, title }) => ({ id, label: title }))}
          value={offer.id}
          onChange={value => setPolicyId(String(value))}
        />
      )}
      <Select
        label={t('emergency.minutes')}
        options={choices.map(count => ({
          id: String(count),
          label: t('emergency.minutesText', { number: String(count) }),
        }))}
        value={String(minutes)}
        onChange={value => setChosen(Number(value))}
      />
      <TextAreaField
        label={t('emergency.reason')}
        rows={3}
        maxLength={1000}
        isRequired
        value={reason}
        onChange={setReason}
        isInvalid={tried && isShort}
      />
      {tried && isShort && <ErrorText>{t('emergency.reasonShort')}</ErrorText>}
      <Problem title={t('emergency.failed')} error={take.error} />
    </ConfirmDialog>
  );
}
