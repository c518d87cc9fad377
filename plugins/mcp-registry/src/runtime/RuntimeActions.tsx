import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Flex, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';

const VERBS = ['restart', 'stop'] as const;
type Verb = (typeof VERBS)[number];

/** Restarts a server's runtimes, or ends them, after a question. */
export function RuntimeActions(props: { serverId: string; onChanged(): void }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { serverId, onChanged } = props;
  const [asked, setAsked] = useState<Verb>();
  const [isDone, setIsDone] = useState(false);
  const act = useAction(
    useCallback(
      async (verb: Verb) => {
        if (verb === 'restart') await gateway.restartServerRuntime(serverId);
        else await gateway.stopServerRuntime(serverId);
        return true;
      },
      [gateway, serverId],
    ),
  );
  const confirm = (verb: Verb) =>
    void act.run(verb).then(done => {
      if (done) {
        setAsked(undefined);
        setIsDone(true);
        onChanged();
      }
    });
  return (
    <Flex align="center" gap="2">
      <Text as="span" color="secondary" role="status">
        {isDone ? t('runtime.asked') : ''}
      </Text>
      {VERBS.map(verb => (
        <Button
          key={verb}
          size="small"
          variant="secondary"
          onPress={() => {
            setIsDone(false);
            setAsked(verb);
          }}
        >
          {t(`runtime.${verb}`)}
        </Button>
      ))}
      {asked && (
        <ConfirmDialog
          title={t(`runtime.${asked}Title`)}
          confirm={t(`runtime.${asked}`)}
          destructive={asked === 'stop'}
          running={act.running}
          onConfirm={() => confirm(asked)}
          onClose={() => {
            setAsked(undefined);
            act.clear();
          }}
        >
          <Text as="p" style={{ margin: 0 }}>
            {t(`runtime.${asked}Lead`)}
          </Text>
          <Problem title={t('runtime.actionFailed')} error={act.error} />
        </ConfirmDialog>
      )}
    </Flex>
  );
}
