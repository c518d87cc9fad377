import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { NewGatewayToken } from '../api/types';
import { CopyText } from '../components/CopyText';
import { formatDuration } from '../components/formatTime';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useLanguage } from '../hooks/useLanguage';
import { useNow } from '../hooks/useNow';
import { useT } from '../hooks/useT';
import { ALL_SERVERS } from './ALL_SERVERS';

/** Gets a gateway token. It is shown once and kept nowhere: leaving the page loses it. */
export function TokenMaker(props: {
  serverRef: string;
  client: string;
  onMade(): void;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { serverRef, client, onMade } = props;
  const [token, setToken] = useState<NewGatewayToken>();
  const make = useAction(
    useCallback(
      () =>
        gateway.createToken(
          serverRef === ALL_SERVERS
            ? { allServers: true, client }
            : { serverRef, client },
        ),
      [gateway, serverRef, client],
    ),
  );
  return (
    <Flex direction="column" gap="3">
      <Flex align="center" gap="3" style={{ flexWrap: 'wrap' }}>
        <Button
          variant={token ? 'secondary' : 'primary'}
          isPending={make.running}
          onPress={() =>
            void make.run().then(made => {
              if (made) {
                setToken(made);
                onMade();
              }
            })
          }
        >
          {token ? t('token.another') : t('token.get')}
        </Button>
        <Text color="secondary">{t('token.hint')}</Text>
      </Flex>
      <Problem title={t('token.failed')} error={make.error} />
      {token && <ShownToken token={token} />}
    </Flex>
  );
}

function ShownToken({ token }: { token: NewGatewayToken }) {
  const t = useT();
  const language = useLanguage();
  const now = useNow(1000);
  const left = (Date.parse(token.expiresAt) - now) / 1000;
  if (left <= 0) {
    return <Alert status="warning" icon title={t('token.expired')} />;
  }
  return (
    <Flex direction="column" gap="2">
      <Alert
        role="status"
        status="success"
        icon
        title={t('token.once')}
        description={t('token.left', { time: formatDuration(left, language) })}
      />
      <CopyText text={token.token} label={t('token.label')} />
    </Flex>
  );
}
