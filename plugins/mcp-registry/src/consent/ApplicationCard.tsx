import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Consent } from '../api/types';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { EntityName } from '../components/EntityName';
import { ListCard } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel } from '../components/StatusLabel';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';

/** One application that I let in, and how to end that. */
export function ApplicationCard(props: { consent: Consent; onEnded(): void }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { consent, onEnded } = props;
  const { client, serverRef } = consent;
  const [isAsking, setIsAsking] = useState(false);
  const end = useAction(
    useCallback(async () => {
      await gateway.revokeConsent(consent.id);
      return true;
    }, [gateway, consent.id]),
  );
  return (
    <ListCard
      title={
        <Text as="h4" variant="title-x-small">
          {client.name}
        </Text>
      }
      labels={
        <>
          {!client.isKnown && (
            <StatusLabel tone="neutral">
              {t('applications.unknown')}
            </StatusLabel>
          )}
          <StatusLabel tone="good">
            {t('applications.ends')} <RelativeTime at={consent.expiresAt} />
          </StatusLabel>
        </>
      }
      actions={
        <Button
          size="small"
          variant="secondary"
          onPress={() => setIsAsking(true)}
        >
          {t('applications.end')}
        </Button>
      }
    >
      <Text as="p" color="secondary" style={{ margin: 0 }}>
        {serverRef ? (
          <EntityName entityRef={serverRef} />
        ) : (
          t('applications.allServers')
        )}
        {' · '}
        {t('applications.since')} <RelativeTime at={consent.grantedAt} />
        {' · '}
        {consent.lastUsedAt ? (
          <>
            {t('applications.used')} <RelativeTime at={consent.lastUsedAt} />
          </>
        ) : (
          t('applications.neverUsed')
        )}
      </Text>
      {isAsking && (
        <ConfirmDialog
          title={t('applications.endQuestion', { client: client.name })}
          confirm={t('applications.end')}
          destructive
          running={end.running}
          onConfirm={() =>
            void end.run().then(done => {
              if (done) {
                setIsAsking(false);
                onEnded();
              }
            })
          }
          onClose={() => {
            end.clear();
            setIsAsking(false);
          }}
        >
          <Text as="p">{t('applications.endHint')}</Text>
          <Problem title={t('applications.endFailed')} error={end.error} />
        </ConfirmDialog>
      )}
    </ListCard>
  );
}
