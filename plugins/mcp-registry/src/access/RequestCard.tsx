import { useApi } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink, Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { AccessRequest } from '../api/types';
import { AccessNeedsNote } from '../approval-policies/AccessNeedsNote';
import { EntityName } from '../components/EntityName';
import { ListCard } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { RelativeTime } from '../components/RelativeTime';
import { useAction } from '../hooks/useAction';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { RequestState } from './RequestState';
import { RequestTerms } from './RequestTerms';

/** One of my requests: where it stands, what was decided and why. */
export function RequestCard(props: {
  request: AccessRequest;
  onChanged(): void;
}) {
  const t = useT();
  const links = useLinks();
  const registry = useApi(mcpRegistryApiRef);
  const { request, onChanged } = props;
  const withdraw = useAction(
    useCallback(
      () => registry.withdrawAccessRequest(request.id),
      [registry, request.id],
    ),
  );
  return (
    <ListCard
      title={
        <EntityName entityRef={request.serverRef} variant="title-x-small" />
      }
      labels={<RequestState state={request.state} />}
      actions={
        <>
          {request.state === 'pending' && (
            <Button
              size="small"
              variant="secondary"
              isPending={withdraw.running}
              onPress={() =>
                void withdraw.run().then(done => {
                  if (done) {
                    onChanged();
                  }
                })
              }
            >
              {t('requests.withdraw')}
            </Button>
          )}
          {request.state === 'denied' && (
            <ButtonLink
              size="small"
              variant="secondary"
              href={links.request(request.serverRef)}
            >
              {t('requests.askAgain')}
            </ButtonLink>
          )}
        </>
      }
    >
      <RequestTerms request={request} />
      <AccessNeedsNote request={request} />
      <Text as="p" color="secondary" style={{ margin: 0 }}>
        {t('requests.sent')} <RelativeTime at={request.createdAt} />
        {request.decidedBy && request.decidedAt && (
          <>
            {' · '}
            {t('approvals.decidedBy')}{' '}
            <EntityName entityRef={request.decidedBy} plain />{' '}
            <RelativeTime at={request.decidedAt} />
          </>
        )}
      </Text>
      {request.reason && (
        <Text as="p" style={{ margin: 0 }}>
          {t('requests.reason', { reason: request.reason })}
        </Text>
      )}
      <Problem title={t('requests.withdrawFailed')} error={withdraw.error} />
    </ListCard>
  );
}
