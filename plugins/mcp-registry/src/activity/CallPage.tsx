import { useApi } from '@backstage/frontend-plugin-api';
import { ButtonLink, Flex, Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Call } from '../api/types';
import { Lines } from '../components/Lines';
import { PageBody } from '../components/PageBody';
import { Problem } from '../components/Problem';
import { useLinks } from '../hooks/useLinks';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { usePathRest } from '../hooks/useUrlState';
import { CallBodySection } from './body/CallBodySection';
import { CallDetails } from './CallDetails';
import { CallTable } from './CallTable';
import styles from './activity.module.css';

/** The page of one call: how it was decided, what it rests on, and what happened around it. */
export function CallPage() {
  const t = useT();
  const links = useLinks();
  const gateway = useApi(mcpGatewayApiRef);
  const id = usePathRest();
  const loaded = useLoad(useCallback(() => gateway.getCall(id), [gateway, id]));
  const related = useLoad(
    useCallback(() => gateway.listRelatedCalls(id), [gateway, id]),
  );
  const call = loaded.value;
  return (
    <PageBody
      title={
        call
          ? t('call.title', { what: call.tool ?? call.method })
          : t('activity.title')
      }
    >
      <div className={styles.list}>
        <div>
          <ButtonLink size="small" variant="tertiary" href={links.activity()}>
            {t('call.back')}
          </ButtonLink>
        </div>
        {!call && loaded.error && (
          <Problem
            title={t('call.failed')}
            error={loaded.error}
            onRetry={loaded.refresh}
          />
        )}
        {!call && loaded.loading && <Lines count={6} height={32} />}
        {call && (
          <>
            <CallDetails call={call} loaded={loaded} />
            <CallBodySection call={call} />
            <Behind call={call} />
            <Text as="h2" variant="title-x-small">
              {t('call.related')}
            </Text>
            <Problem
              title={t('call.relatedFailed')}
              error={related.error}
              onRetry={related.refresh}
            />
            {related.value?.length === 0 && (
              <Text>{t('call.relatedNone')}</Text>
            )}
            {related.value && related.value.length > 0 && (
              <CallTable calls={related.value} />
            )}
          </>
        )}
      </div>
    </PageBody>
  );
}

/** The grant, the approval and the session behind a call, one click away. */
function Behind({ call }: { call: Call }) {
  const t = useT();
  const links = useLinks();
  const { grantId, revisionDigest, sessionId, serverRef, serverId } = call;
  const calls = (filter: Record<string, string>) => links.activity(filter);
  return (
    <div>
      <Text as="h2" variant="title-x-small">
        {t('call.behind')}
      </Text>
      <Flex gap="2" style={{ flexWrap: 'wrap' }}>
        {serverRef && serverId && (
          <ButtonLink
            size="small"
            variant="secondary"
            href={links.server(serverRef, 'history')}
          >
            {t('call.history')}
          </ButtonLink>
        )}
        {grantId && (
          <ButtonLink
            size="small"
            variant="secondary"
            href={calls({ grant: grantId })}
          >
            {t('call.ofGrant')}
          </ButtonLink>
        )}
        {revisionDigest && (
          <ButtonLink
            size="small"
            variant="secondary"
            href={calls({ revision: revisionDigest })}
          >
            {t('call.ofRevision')}
          </ButtonLink>
        )}
        {sessionId && (
          <ButtonLink
            size="small"
            variant="secondary"
            href={calls({ session: sessionId })}
          >
            {t('call.ofSession')}
          </ButtonLink>
        )}
      </Flex>
    </div>
  );
}
