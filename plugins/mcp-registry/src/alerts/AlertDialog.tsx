import { useApi } from '@backstage/frontend-plugin-api';
import { Dialog, DialogBody, DialogHeader, Flex, Text } from '@backstage/ui';
import { useCallback } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { AlertActions } from './AlertActions';
import { AlertCalls } from './AlertCalls';
import { AlertFacts } from './AlertFacts';
import { AlertHistory } from './AlertHistory';
import { AlertLabels } from './AlertLabels';
import { AlertReactions } from './AlertReactions';
import { ReactionStops } from './ReactionStops';
import { AlertStops } from './AlertStops';
import { alertText } from './alertText';

/** One alert: what it rests on, what happened to it, and what can be done about it. */
export function AlertDialog(props: {
  id: string;
  onChanged(): void;
  onClose(): void;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const { id, onChanged, onClose } = props;
  const { value, error, loading, refresh } = useLoad(
    useCallback(() => gateway.getAlert(id), [gateway, id]),
  );
  const alert = value?.alert;
  return (
    <Dialog
      isOpen
      width={720}
      onOpenChange={open => {
        if (!open) onClose();
      }}
    >
      <DialogHeader>
        {alert ? t(`alerts.kind.${alert.detector}`) : t('alerts.title')}
      </DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="4">
          <Problem title={t('alerts.failed')} error={error} onRetry={refresh} />
          {!value && loading && <Lines count={4} />}
          {value && alert && (
            <>
              <Flex gap="3" style={{ flexWrap: 'wrap' }}>
                <AlertLabels alert={alert} />
              </Flex>
              <Text as="p" style={{ margin: 0 }}>
                {alertText(t, alert)}
              </Text>
              <AlertFacts alert={alert} />
              <AlertReactions reactions={alert.reactions} />
              <Flex gap="2" style={{ flexWrap: 'wrap' }}>
                <AlertActions
                  alert={alert}
                  onChanged={() => {
                    refresh();
                    onChanged();
                  }}
                />
              </Flex>
              <ReactionStops alert={alert} onChanged={refresh} />
              <AlertStops
                alert={alert}
                grantIds={value.grantIds}
                onStopped={refresh}
              />
              <Section title={t('alerts.evidence')}>
                <AlertCalls calls={alert.calls} />
              </Section>
              <Section title={t('alerts.history')}>
                <AlertHistory history={value.history} />
              </Section>
            </>
          )}
        </Flex>
      </DialogBody>
    </Dialog>
  );
}
