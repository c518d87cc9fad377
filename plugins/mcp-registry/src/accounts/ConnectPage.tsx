import { useApi } from '@backstage/frontend-plugin-api';
import { ButtonLink } from '@backstage/ui';
import { useCallback } from 'react';
import { useLocation } from 'react-router-dom';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { EmptyState } from '../components/EmptyState';
import { Lines } from '../components/Lines';
import { PageBody } from '../components/PageBody';
import { Problem } from '../components/Problem';
import { useLinks } from '../hooks/useLinks';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { ConnectForm } from './ConnectForm';
import { FinishSignIn } from './FinishSignIn';

/** Where a refused call sends me to connect an account, and where I come back to from it. */
export function ConnectPage() {
  const { search, hash } = useLocation();
  const query = new URLSearchParams(search);
  // What lets me connect stands behind the #: the browser sends that to no server.
  const secret = new URLSearchParams(hash.slice(1));
  const done = secret.get('done');
  return done ? (
    <FinishSignIn ticket={done} />
  ) : (
    <Begin
      target={query.get('server') ?? ''}
      ticket={secret.get('ticket') ?? undefined}
    />
  );
}

function Begin({ target, ticket }: { target: string; ticket?: string }) {
  const t = useT();
  const links = useLinks();
  const gateway = useApi(mcpGatewayApiRef);
  const { value, error, refresh } = useLoad(
    useCallback(() => gateway.listConnections(), [gateway]),
  );
  if (!value) {
    return (
      <PageBody title={t('accounts.title')}>
        <Problem
          title={t('connectAccount.failed')}
          error={error}
          onRetry={refresh}
        />
        {!error && <Lines count={1} />}
      </PageBody>
    );
  }
  const connection = value.find(
    ({ serverRef, client }) =>
      serverRef === target || (client && `client:${client}` === target),
  );
  return connection ? (
    <ConnectForm connection={connection} ticket={ticket} />
  ) : (
    <EmptyState
      title={t('connectAccount.gone')}
      hint={t('connectAccount.goneHint')}
      action={
        <ButtonLink variant="secondary" href={links.myAccess()}>
          {t('myAccess.title')}
        </ButtonLink>
      }
    />
  );
}
