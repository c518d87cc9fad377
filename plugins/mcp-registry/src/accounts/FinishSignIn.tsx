import { useApi } from '@backstage/frontend-plugin-api';
import { ButtonLink } from '@backstage/ui';
import { useEffect, useRef, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { Lines } from '../components/Lines';
import { PageBody } from '../components/PageBody';
import { Problem } from '../components/Problem';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { AccountDone } from './AccountDone';

type Outcome =
  | { kind: 'running' }
  | { kind: 'done'; name: string }
  | { kind: 'failed'; error: Error };

/** Back from where the account is: connects it, if I am who began. The gateway says so, once. */
export function FinishSignIn({ ticket }: { ticket: string }) {
  const t = useT();
  const links = useLinks();
  const gateway = useApi(mcpGatewayApiRef);
  const begun = useRef<string>();
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'running' });
  useEffect(() => {
    // The ticket is good once, and effects may run twice.
    if (begun.current === ticket) return;
    begun.current = ticket;
    gateway.finishSignIn(ticket).then(
      ({ serverRef, client }) =>
        setOutcome({ kind: 'done', name: serverRef ?? client ?? '' }),
      (error: unknown) =>
        setOutcome({
          kind: 'failed',
          error: error instanceof Error ? error : new Error(String(error)),
        }),
    );
  }, [gateway, ticket]);
  switch (outcome.kind) {
    case 'running':
      return (
        <PageBody title={t('connectAccount.finishing')}>
          <Lines count={1} />
        </PageBody>
      );
    case 'done':
      return <AccountDone name={outcome.name} />;
    case 'failed':
      return (
        <PageBody title={t('accounts.title')}>
          <Problem
            title={t('connectAccount.finishFailed')}
            error={outcome.error}
          />
          <div>
            <ButtonLink variant="secondary" href={links.myAccess()}>
              {t('myAccess.title')}
            </ButtonLink>
          </div>
        </PageBody>
      );
    default:
      return outcome satisfies never;
  }
}
