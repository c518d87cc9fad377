import { useApi } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { Fragment, useCallback } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { PersonalToken } from '../api/types';
import { EntityName } from '../components/EntityName';
import { ListCard } from '../components/ListCard';
import { RelativeTime } from '../components/RelativeTime';
import { StatusLabel } from '../components/StatusLabel';
import { RevokeToken } from '../connect/RevokeToken';
import { useT } from '../hooks/useT';

/** One of my personal access tokens, and how to end it. */
export function PersonalTokenCard(props: {
  token: PersonalToken;
  onRevoked(): void;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { token } = props;
  const revoke = useCallback(
    async () => await gateway.revokePersonalToken(token.id),
    [gateway, token.id],
  );
  return (
    <ListCard
      title={
        <Text as="h4" variant="title-x-small">
          {token.name}
        </Text>
      }
      labels={
        token.revoked ? (
          <StatusLabel tone="bad">{t('personalTokens.revoked')}</StatusLabel>
        ) : (
          <StatusLabel tone="good">
            {t('personalTokens.ends')} <RelativeTime at={token.expiresAt} />
          </StatusLabel>
        )
      }
      actions={
        !token.revoked && (
          <RevokeToken
            name={token.name}
            revoke={revoke}
            onRevoked={props.onRevoked}
          />
        )
      }
    >
      <Text as="p" color="secondary" style={{ margin: 0 }}>
        {token.servers
          ? token.servers.map((ref, index) => (
              <Fragment key={ref}>
                {index > 0 && ', '}
                <EntityName entityRef={ref} />
              </Fragment>
            ))
          : t('personalTokens.opensAll')}
        {' · '}
        {t('personalTokens.made')} <RelativeTime at={token.createdAt} />
        {' · '}
        {token.lastUsedAt ? (
          <>
            {t('personalTokens.used')} <RelativeTime at={token.lastUsedAt} />
            {token.usedBy !== undefined && (
              <> {t('personalTokens.usedBy', { client: token.usedBy })}</>
            )}
          </>
        ) : (
          t('personalTokens.neverUsed')
        )}
      </Text>
    </ListCard>
  );
}
