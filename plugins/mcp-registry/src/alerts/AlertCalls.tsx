import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Flex, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { CallDialog } from '../activity/CallDialog';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Call } from '../api/types';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';

const SHOWN = 10;

/** The calls that show it, the latest first: each opens with its decision and grant. */
export function AlertCalls(props: { calls: readonly string[] }) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const [open, setOpen] = useState<Call>();
  const load = useAction(
    useCallback((id: string) => gateway.getCall(id), [gateway]),
  );
  if (props.calls.length === 0) {
    return <Text color="secondary">{t('alerts.noCalls')}</Text>;
  }
  return (
    <>
      <Flex gap="2" style={{ flexWrap: 'wrap' }}>
        {[...props.calls]
          .reverse()
          .slice(0, SHOWN)
          .map(id => (
            <Button
              key={id}
              size="small"
              variant="tertiary"
              onPress={() => void load.run(id).then(setOpen)}
            >
              {t('alerts.call', { id: id.slice(-6) })}
            </Button>
          ))}
      </Flex>
      <Problem title={t('alerts.callGone')} error={load.error} />
      {open && <CallDialog call={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}
