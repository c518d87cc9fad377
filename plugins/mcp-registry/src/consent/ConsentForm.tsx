import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Interaction } from '../api/types';
import { Facts } from '../components/Facts';
import { PageBody } from '../components/PageBody';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { AskedServers } from './AskedServers';
import { leaveFor } from './leaveFor';
import { redirectWords } from './redirectWords';

/** Who asks, for what, where the answer goes; and the decision. */
export function ConsentForm(props: {
  interaction: Interaction;
  /** For tests: a window cannot leave there. */
  leave?: (redirectTo: string) => void;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { interaction, leave = leaveFor } = props;
  const { id, client, redirectHost: host, redirectKind } = interaction;
  const [left, setLeft] = useState(false);
  const decide = useAction(
    useCallback(
      async (decision: 'allow' | 'deny') => {
        const { redirectTo } = await gateway.decideInteraction(id, decision);
        leave(redirectTo);
        // The window is on its way: a second press would find the request ended.
        setLeft(true);
      },
      [gateway, id, leave],
    ),
  );
  const isBusy = decide.running || left;
  return (
    <PageBody
      title={t('letIn.title', { client: client.name })}
      lead={t('letIn.lead')}
    >
      {!client.isKnown && (
        <Alert
          status="warning"
          icon
          title={t('letIn.unknown')}
          description={t('letIn.unknownHint')}
        />
      )}
      {redirectKind !== 'program' && (
        <Alert
          status="warning"
          icon
          title={t(`letIn.${redirectKind}`)}
          description={t(`letIn.${redirectKind}Hint`, { host })}
        />
      )}
      <Facts
        items={[
          { label: t('letIn.client'), value: client.name },
          !client.isKnown && { label: t('letIn.id'), value: client.id },
          { label: t('letIn.redirect'), value: redirectWords(t, interaction) },
          { label: t('letIn.resource'), value: interaction.resource },
        ]}
      />
      <Section title={t('letIn.servers')}>
        <AskedServers
          servers={interaction.servers}
          more={interaction.moreServers}
        />
        <Text as="p" style={{ margin: 0 }}>
          {t('letIn.noMore')}
        </Text>
      </Section>
      <Problem title={t('letIn.decideFailed')} error={decide.error} />
      <Flex gap="3">
        <Button
          variant="primary"
          isDisabled={isBusy}
          onPress={() => void decide.run('allow')}
        >
          {t('letIn.allow')}
        </Button>
        <Button
          variant="secondary"
          isDisabled={isBusy}
          onPress={() => void decide.run('deny')}
        >
          {t('letIn.deny')}
        </Button>
      </Flex>
      {left && (
        <Text as="p" role="status" color="secondary" style={{ margin: 0 }}>
          {t('letIn.leaving', { client: client.name })}
        </Text>
      )}
    </PageBody>
  );
}
