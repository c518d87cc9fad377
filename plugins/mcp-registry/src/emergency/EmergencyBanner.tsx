import { useApi } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import { EntityName } from '../components/EntityName';
import { RelativeTime } from '../components/RelativeTime';
import { useLoad } from '../hooks/useLoad';
import { useMe } from '../hooks/useMe';
import { useT } from '../hooks/useT';

/** Says loudly that emergency access holds now: to whoever took it, and to those who answer for the server. */
export function EmergencyBanner(props: { serverRef?: string }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const me = useMe();
  const { value } = useLoad(
    useCallback(
      () => registry.listEmergencyReviews({ state: 'open' }),
      [registry],
    ),
    { everyMs: 30_000 },
  );
  const held = (value?.items ?? []).filter(
    ({ grantState, serverRef, takenBy }) =>
      grantState === 'active' &&
      (props.serverRef ? serverRef === props.serverRef : takenBy === me),
  );
  return (
    <>
      {held.map(review => (
        <Alert
          key={review.id}
          role="status"
          status="danger"
          icon
          title={t(
            review.takenBy === me ? 'emergency.bannerMine' : 'emergency.banner',
            { server: review.serverTitle },
          )}
          description={
            <>
              {review.takenBy !== me && (
                <>
                  {t('emergency.by')}{' '}
                  <EntityName entityRef={review.takenBy} plain />,{' '}
                </>
              )}
              {t('emergency.until')} <RelativeTime at={review.expiresAt} />:{' '}
              {review.reason}
            </>
          }
        />
      ))}
    </>
  );
}
