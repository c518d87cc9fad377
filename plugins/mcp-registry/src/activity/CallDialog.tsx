import { useApi } from '@backstage/frontend-plugin-api';
import { Dialog, DialogBody, DialogHeader, Flex, Text } from '@backstage/ui';
import { useCallback, type ReactNode } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Call } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { formatAbsolute } from '../components/formatTime';
import { Problem } from '../components/Problem';
import { Trace } from '../explain/Trace';
import { useLanguage } from '../hooks/useLanguage';
import { useLoad } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { StopsOfCall } from '../stops/StopsOfCall';
import { DecisionLabel } from './DecisionLabel';
import { reasonText } from './reasonText';
import styles from './activity.module.css';

/** One call with everything that is known of it. */
export function CallDialog(props: { call: Call; onClose(): void }) {
  const t = useT();
  const language = useLanguage();
  const gateway = useApi(mcpGatewayApiRef);
  const { id } = props.call;
  const loaded = useLoad(useCallback(() => gateway.getCall(id), [gateway, id]));
  const call = loaded.value ?? props.call;
  const fact = (label: string, value: ReactNode) =>
    value !== undefined && value !== '' && { label, value };
  const code = (text: string | undefined) =>
    text && <span className={styles.code}>{text}</span>;
  return (
    <Dialog
      isOpen
      width={720}
      onOpenChange={open => {
        if (!open) {
          props.onClose();
        }
      }}
    >
      <DialogHeader>
        {t('call.title', { what: call.tool ?? call.method })}
      </DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="4">
          <Flex align="center" gap="3" style={{ flexWrap: 'wrap' }}>
            <DecisionLabel decision={call.decision} />
            <Text>{reasonText(t, call.reason)}</Text>
          </Flex>
          <Facts
            items={[
              fact(t('activity.when'), formatAbsolute(call.at, language)),
              fact(
                t('activity.who'),
                call.user ? (
                  <EntityName entityRef={call.user} />
                ) : (
                  t('activity.nobody')
                ),
              ),
              fact(
                t('activity.server'),
                call.serverRef && <EntityName entityRef={call.serverRef} />,
              ),
              fact(t('call.method'), code(call.method)),
              fact(
                t('call.outcome'),
                call.outcome && t(`outcome.${call.outcome}`),
              ),
              fact(t('call.status'), call.httpStatus),
              fact(
                t('call.duration'),
                call.durationMs === undefined
                  ? undefined
                  : `${Math.round(call.durationMs)} ms`,
              ),
              fact(t('call.client'), call.client),
              fact(
                t('call.actor'),
                call.actor?.includes(':') ? (
                  <EntityName entityRef={call.actor} />
                ) : (
                  code(call.actor)
                ),
              ),
              fact(t('call.requestId'), code(call.requestId)),
              fact(t('call.reasonId'), code(call.reason)),
              fact(t('call.grant'), code(call.grantId)),
              fact(t('call.revision'), code(call.revisionDigest)),
              fact(t('call.sequence'), call.sequence),
              fact(t('call.credential'), code(call.credential)),
              fact(t('call.token'), code(call.tokenId)),
            ]}
          />
          <StopsOfCall call={call} />
          <Problem
            title={t('call.failed')}
            error={loaded.error}
            onRetry={loaded.refresh}
          />
          {call.trace && call.trace.length > 0 && (
            <div>
              <Text as="h3" variant="title-x-small">
                {t('call.trace')}
              </Text>
              <Trace entries={call.trace} />
            </div>
          )}
        </Flex>
      </DialogBody>
    </Dialog>
  );
}
