import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Consent } from '../api/types';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { ListCard } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel } from '../components/StatusLabel';
import { useAction } from '../hooks/useAction';
import { type T, useT } from '../hooks/useT';
import { redirectWords } from './redirectWords';

/** One application that I let in, and how to end that. */
export function ApplicationCard(props: { consent: Consent; onEnded(): void }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { consent, onEnded } = props;
  const { client, serverRef, lastUsedAt, usedBy } = consent;
  const { redirectHost, redirectKind } = consent;
  const allowedIn = browserWords(t, consent.grantedIn);
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
      <Facts
        items={[
          {
            label: t('applications.opens'),
            value: serverRef ? (
              <EntityName entityRef={serverRef} />
            ) : (
              t('applications.allServers')
            ),
          },
          {
            label: t('applications.since'),
            value: <RelativeTime at={consent.grantedAt} />,
          },
          {
            label: t('applications.used'),
            value: lastUsedAt ? (
              <RelativeTime at={lastUsedAt} />
            ) : (
              t('applications.neverUsed')
            ),
          },
          usedBy !== undefined && {
            label: t('applications.usedBy'),
            value: usedBy,
          },
          allowedIn !== undefined && {
            label: t('applications.allowedIn'),
            value: allowedIn,
          },
          redirectHost !== undefined &&
            redirectKind !== undefined && {
              label: t('applications.redirect'),
              value: redirectWords(t, { redirectHost, redirectKind }),
            },
        ]}
      />
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

/** The browser that it was allowed in, as far as it is known. */
function browserWords(t: T, family: Consent['grantedIn']): string | undefined {
  const { browser, system } = family ?? {};
  return browser && system
    ? t('applications.browserOn', { browser, system })
    : browser ?? system;
}
