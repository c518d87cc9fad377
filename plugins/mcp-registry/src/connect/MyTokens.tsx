import { parseEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { GatewayToken } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Lines } from '../components/Lines';
import { CardList, ListCard } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { RelativeTime } from '../components/RelativeTime';
import { Section } from '../components/Section';
import { StatusLabel } from '../components/StatusLabel';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { ALL_SERVERS } from './ALL_SERVERS';
import { RevokeToken } from './RevokeToken';

/** My gateway tokens that are still valid. Never their values: nobody can see those again. */
export function MyTokens(props: { serverRef?: string; version?: number }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { serverRef, version } = props;
  const load = useCallback(async () => {
    void version;
    const tokens = await gateway.listTokens();
    return tokens.filter(token => !serverRef || token.serverRef === serverRef);
  }, [gateway, serverRef, version]);
  const tokens = useLoad(load, { everyMs: 15_000 });
  return (
    <Section title={t('tokens.title')} hint={t('tokens.hint')}>
      <Problem
        title={t('tokens.failed')}
        error={tokens.error}
        onRetry={tokens.refresh}
      />
      {!tokens.value && tokens.loading && <Lines count={1} />}
      {tokens.value?.length === 0 && (
        <Text as="p" color="secondary" style={{ margin: 0 }}>
          {t('tokens.empty')}
        </Text>
      )}
      {tokens.value && tokens.value.length > 0 && (
        <CardList label={t('tokens.title')}>
          {tokens.value.map(token => (
            <TokenCard
              key={token.id}
              token={token}
              onRevoked={tokens.refresh}
            />
          ))}
        </CardList>
      )}
    </Section>
  );
}

function TokenCard(props: { token: GatewayToken; onRevoked(): void }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { token, onRevoked } = props;
  const revoke = useCallback(
    async () => await gateway.revokeToken(token.id),
    [gateway, token.id],
  );
  const isForAll = token.serverRef === ALL_SERVERS;
  return (
    <ListCard
      title={
        isForAll ? (
          t('allTools.title')
        ) : (
          <EntityName entityRef={token.serverRef} variant="title-x-small" />
        )
      }
      labels={
        token.revoked ? (
          <StatusLabel tone="bad">{t('tokens.revoked')}</StatusLabel>
        ) : (
          <StatusLabel tone="good">
            {t('tokens.ends')}{' '}
            <RelativeTime at={token.expiresAt} everyMs={5000} />
          </StatusLabel>
        )
      }
      actions={
        !token.revoked && (
          <RevokeToken
            name={isForAll ? t('allTools.title') : nameOf(token.serverRef)}
            revoke={revoke}
            onRevoked={onRevoked}
          />
        )
      }
    >
      <Text as="p" color="secondary" style={{ margin: 0 }}>
        {token.client ?? t('tokens.noClient')} · {t('tokens.made')}{' '}
        <RelativeTime at={token.createdAt} />
        {' · '}
        {token.lastUsedAt ? (
          <>
            {t('tokens.used')} <RelativeTime at={token.lastUsedAt} />
            {token.usedBy !== undefined && (
              <> {t('tokens.usedBy', { client: token.usedBy })}</>
            )}
          </>
        ) : (
          t('tokens.neverUsed')
        )}
      </Text>
    </ListCard>
  );
}

function nameOf(serverRef: string): string {
  return parseEntityRef(serverRef).name;
}
