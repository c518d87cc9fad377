import { useApi } from '@backstage/frontend-plugin-api';
import { ButtonLink } from '@backstage/ui';
import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';
import { ApiProblem } from '../api/ApiProblem';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { PageBody } from '../components/PageBody';
import { Problem } from '../components/Problem';
import { useLinks } from '../hooks/useLinks';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { ConfirmForm } from './ConfirmForm';

/** Where a refused call sends me to confirm it myself. */
export function ConfirmPage() {
  const t = useT();
  const links = useLinks();
  const gateway = useApi(mcpGatewayApiRef);
  const [query] = useSearchParams();
  const ticket = query.get('ticket') ?? '';
  const asked = useLoad(
    useCallback(() => gateway.getAskedConfirmation(ticket), [gateway, ticket]),
  );
  const hasEnded =
    asked.error instanceof ApiProblem &&
    (asked.error.status === 404 || asked.error.status === 400);
  if (hasEnded) {
    return (
      <EmptyState
        title={t('confirm.ended')}
        hint={t('confirm.endedHint')}
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
      <PageBody title={t('confirm.heading')}>
        <Problem
          title={t('confirm.failed')}
          error={asked.error}
          onRetry={asked.refresh}
        />
        {!asked.error && <Lines />}
      </PageBody>
    );
  }
  return <ConfirmForm asked={asked.value} ticket={ticket} />;
}
