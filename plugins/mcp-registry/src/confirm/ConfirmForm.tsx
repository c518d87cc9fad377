import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { AskedConfirmation } from '../api/types';
import { PageBody } from '../components/PageBody';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { AskedFacts } from './AskedFacts';
import { ConfirmDone } from './ConfirmDone';

/** What an application wants to do in my name, and my word on it. */
export function ConfirmForm(props: {
  asked: AskedConfirmation;
  ticket: string;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { asked, ticket } = props;
  const [said, setSaid] = useState<'approve' | 'deny'>();
  const answer = useAction(
    useCallback(
      async (decision: 'approve' | 'deny') => {
        await gateway.confirm(ticket, decision);
        setSaid(decision);
      },
      [gateway, ticket],
    ),
  );
  if (said) return <ConfirmDone decision={said} />;
  return (
    <PageBody
      title={t('confirm.title', { rule: asked.rule.title })}
      lead={t('confirm.lead')}
    >
      <AskedFacts asked={asked} />
      <Alert status="warning" icon title={t('confirm.own')} />
      <Problem title={t('confirm.notKept')} error={answer.error} />
      <Flex gap="3">
        <Button
          variant="primary"
          isDisabled={answer.running}
          onPress={() => void answer.run('approve')}
        >
          {t('confirm.approve')}
        </Button>
        <Button
          variant="secondary"
          isDisabled={answer.running}
          onPress={() => void answer.run('deny')}
        >
          {t('confirm.deny')}
        </Button>
      </Flex>
    </PageBody>
  );
}
