import { useApi } from '@backstage/frontend-plugin-api';
import { ButtonLink } from '@backstage/ui';
import { useCallback } from 'react';
import { useParams } from 'react-router-dom';
import { ApiProblem } from '../api/ApiProblem';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { PageBody } from '../components/PageBody';
import { Problem } from '../components/Problem';
import { useLinks } from '../hooks/useLinks';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { ConsentForm } from './ConsentForm';

/** Whether an AI application may act for me: here the gateway sends the browser that began to connect one. */
export function ConsentPage() {
  const t = useT();
  const links = useLinks();
  const gateway = useApi(mcpGatewayApiRef);
  const { '*': id = '' } = useParams();
  const asked = useLoad(
    useCallback(() => gateway.getInteraction(id), [gateway, id]),
  );
  const hasEnded =
    asked.error instanceof ApiProblem && asked.error.status === 404;
  if (hasEnded) {
    return (
      <EmptyState
        title={t('letIn.ended')}
        hint={t('letIn.endedHint')}
        action={
          <ButtonLink variant="secondary" href={links.myAccess()}>
            {t('myAccess.title')}
          </ButtonLink>
        }
      />
    );
  }
  if (!asked.value) {
    return (
      <PageBody title={t('letIn.lead')}>
        <Problem
          title={t('letIn.failed')}
          error={asked.error}
          onRetry={asked.refresh}
        />
        {!asked.error && <Lines />}
      </PageBody>
    );
  }
  return <ConsentForm interaction={asked.value} />;
}
