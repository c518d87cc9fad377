import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Grant } from '../api/types';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useNow } from '../hooks/useNow';
import { useT } from '../hooks/useT';

const SOON_MS = 24 * 60 * 60 * 1000;

/** One click before access ends, or what became of it. */
export function ExtendGrant(props: { grant: Grant; onChanged(): void }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { grant, onChanged } = props;
  const now = useNow(30_000);
  const extend = useAction(
    useCallback(() => registry.extendGrant(grant.id), [registry, grant.id]),
  );
  const offer = grant.extension;
  if (!offer) return null;
  if (offer.pendingRequestId || offer.isExtended) {
    return (
      <Text as="p" color="secondary" style={{ margin: 0 }}>
        {t(offer.pendingRequestId ? 'extend.pending' : 'extend.done')}
      </Text>
    );
  }
  if (!offer.canExtend) return null;
  const isSoon = Date.parse(grant.expiresAt) - now < SOON_MS;
  const button = (
    <Button
      size="small"
      variant={isSoon ? 'primary' : 'secondary'}
      isPending={extend.running}
      onPress={() =>
        void extend.run().then(request => {
          if (request) onChanged();
        })
      }
    >
      {t('extend.button')}
    </Button>
  );
  return (
    <>
      {isSoon ? (
        <Alert
          status="warning"
          icon
          title={t('extend.ends')}
          customActions={button}
        />
      ) : (
        <div>{button}</div>
      )}
      <Problem title={t('extend.failed')} error={extend.error} />
    </>
  );
}
