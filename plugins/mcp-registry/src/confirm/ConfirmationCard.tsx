import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Confirmation } from '../api/types';
import { EntityName } from '../components/EntityName';
import { ListCard } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel } from '../components/StatusLabel';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';

/** One word of mine, and how to take it back. */
export function ConfirmationCard(props: {
  confirmation: Confirmation;
  onRevoked(): void;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { confirmation, onRevoked } = props;
  const { id, rule, name, application, actorRef, decision } = confirmation;
  const revoke = useAction(
    useCallback(async () => {
      await gateway.revokeConfirmation(id);
      onRevoked();
    }, [gateway, id, onRevoked]),
  );
  return (
    <ListCard
      title={
        <Text as="h4" variant="title-x-small">
          {rule.title}
        </Text>
      }
      labels={
        <StatusLabel tone={decision === 'approve' ? 'good' : 'warn'}>
          {t(`confirmations.${decision}`)}
        </StatusLabel>
      }
      actions={
        <Button
          size="small"
          variant="secondary"
          isPending={revoke.running}
          aria-label={t('confirmations.revokeNamed', { rule: rule.title })}
          onPress={() => void revoke.run()}
        >
          {t('confirmations.revoke')}
        </Button>
      }
    >
      <Text as="p" color="secondary" style={{ margin: 0 }}>
        {name ? `${name} · ` : ''}
        <EntityName entityRef={confirmation.serverRef} />
        {' · '}
        {application ?? t('confirmations.unknownApplication')}
        {actorRef && (
          <>
            {' · '}
            <EntityName entityRef={actorRef} />
          </>
        )}
        {' · '}
        <RelativeTime at={confirmation.decidedAt} />
        {' · '}
        {t('confirmations.ends')} <RelativeTime at={confirmation.expiresAt} />
      </Text>
      <Problem title={t('confirmations.revokeFailed')} error={revoke.error} />
    </ListCard>
  );
}
