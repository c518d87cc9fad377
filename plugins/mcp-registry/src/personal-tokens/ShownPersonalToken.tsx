import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { NewPersonalToken } from '../api/types';
import { CopyText } from '../components/CopyText';
import { Problem } from '../components/Problem';
import { ALL_SERVERS } from '../connect/ALL_SERVERS';
import { endpointAt } from '../connect/endpointAt';
import { snippets } from '../connect/snippets';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';

/** A new token, this once, and how to give it to a program. */
export function ShownPersonalToken(props: {
  token: NewPersonalToken;
  onDone(): void;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const info = useLoad(useCallback(() => gateway.getInfo(), [gateway]));
  const refs = props.token.servers ?? [ALL_SERVERS];
  const guides = info.value
    ? refs.map(serverRef =>
        snippets({
          serverRef,
          endpoint: endpointAt(info.value?.publicUrl ?? '', serverRef),
        }),
      )
    : [];
  return (
    <Flex direction="column" gap="2">
      <Alert
        role="status"
        status="success"
        icon
        title={t('personalTokens.once')}
        description={t('personalTokens.onceHint')}
      />
      <CopyText text={props.token.token} label={t('personalTokens.label')} />
      <Problem title={t('allTools.failed')} error={info.error} />
      {guides.map(guide => (
        <Flex key={guide.variable} direction="column" gap="2">
          <Text as="p" style={{ margin: 0 }}>
            {t('personalTokens.setVariable', { variable: guide.variable })}
          </Text>
          <CopyText
            text={guide.setVariable}
            label={t('personalTokens.setVariableLabel')}
          />
          <Text as="p" style={{ margin: 0 }}>
            {t('personalTokens.claude')}
          </Text>
          <CopyText
            text={guide.claudeCommand}
            label={t('personalTokens.claudeLabel')}
          />
        </Flex>
      ))}
      <div>
        <Button size="small" variant="secondary" onPress={props.onDone}>
          {t('personalTokens.done')}
        </Button>
      </div>
    </Flex>
  );
}
