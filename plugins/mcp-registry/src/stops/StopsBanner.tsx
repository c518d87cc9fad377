import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Link } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Stop } from '../api/types';
import { RelativeTime } from '../components/RelativeTime';
import { useLinks } from '../hooks/useLinks';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import styles from './stops.module.css';
import { stopName } from './stopName';

/** On every tab of a server's page: what of it is stopped, what callers are told and until when. Nothing where nothing is. */
export function StopsBanner({ serverRef }: { serverRef: string }) {
  const t = useT();
  const links = useLinks();
  const registry = useApi(mcpRegistryApiRef);
  const { value } = useLoad(
    useCallback(() => registry.listStops({ serverRef }), [registry, serverRef]),
    { everyMs: 10_000 },
  );
  const stops = value?.items ?? [];
  if (stops.length === 0) return null;
  return (
    <Alert
      role="status"
      status="danger"
      icon
      title={t('stops.banner', { count: stops.length })}
      description={
        <>
          <ul className={styles.banner}>
            {stops.map(stop => (
              <li key={stop.id}>
                <StopLine stop={stop} />
              </li>
            ))}
          </ul>
          {stops.some(({ reason }) => reason !== undefined) && (
            <Link href={links.stops()}>{t('stops.bannerAll')}</Link>
          )}
        </>
      }
    />
  );
}

function StopLine({ stop }: { stop: Stop }) {
  const t = useT();
  return (
    <>
      {stopName(t, stop)}:{' '}
      {stop.message ?? stop.reason ?? t('stopState.active')}{' '}
      {stop.endsAt && (
        <>
          ({t('stops.until')} <RelativeTime at={stop.endsAt} />)
        </>
      )}
    </>
  );
}
