import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Flex, PasswordField, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Connection } from '../api/types';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';

/** Takes my own key for a server. It is sent once and shown never again. */
export function KeyForm(props: {
  connection: Connection;
  /** Of the link that I came by. */
  ticket?: string;
  onDone(): void;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { connection, ticket, onDone } = props;
  const { serverRef = '', hint } = connection;
  const [key, setKey] = useState('');
  const save = useAction(
    useCallback(
      async (value: string) => {
        await gateway.storeKey({
          serverRef,
          key: value,
          ...(ticket !== undefined && { ticket }),
        });
        return true;
      },
      [gateway, serverRef, ticket],
    ),
  );
  const submit = async () => {
    if (key.trim() === '') return;
    if (await save.run(key.trim())) {
      setKey('');
      onDone();
    }
  };
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        void submit();
      }}
    >
      <Flex direction="column" gap="3">
        {hint && <Text as="p">{hint}</Text>}
        <PasswordField
          label={t('accounts.keyLabel')}
          description={t('accounts.keyHint')}
          autoComplete="off"
          isRequired
          maxLength={8192}
          value={key}
          onChange={setKey}
        />
        <Problem title={t('accounts.keyFailed')} error={save.error} />
        <Flex>
          <Button
            type="submit"
            variant="primary"
            isDisabled={key.trim() === ''}
            isPending={save.running}
          >
            {t('accounts.keySave')}
          </Button>
        </Flex>
      </Flex>
    </form>
  );
}
