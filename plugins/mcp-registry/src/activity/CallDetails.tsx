import { Flex, Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import type { Call } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { formatAbsolute } from '../components/formatTime';
import { Problem } from '../components/Problem';
import { Trace } from '../explain/Trace';
import { useLanguage } from '../hooks/useLanguage';
import type { Loaded } from '../hooks/useLoad';
import { useT } from '../hooks/useT';
import { StopsOfCall } from '../stops/StopsOfCall';
import { DecisionLabel } from './DecisionLabel';
import { factsOfCaller } from './factsOfCaller';
import { reasonText } from './reasonText';
import { TraceOfCall } from './TraceOfCall';
import styles from './activity.module.css';

/** Everything that is known of a call. */
export function CallDetails({
  call,
  loaded,
}: {
  call: Call;
  loaded: Loaded<Call>;
}) {
  const t = useT();
  const language = useLanguage();
  const fact = (label: string, value: ReactNode) =>
    value !== undefined && value !== '' && { label, value };
  const code = (text: string | undefined) =>
    text && <span className={styles.code}>{text}</span>;
  return (
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
          fact(t('call.outcome'), call.outcome && t(`outcome.${call.outcome}`)),
          fact(t('call.status'), call.httpStatus),
          fact(
            t('call.duration'),
            call.durationMs === undefined
              ? undefined
              : `${Math.round(call.durationMs)} ms`,
          ),
          fact(t('call.client'), call.client),
          // Where there is a chain, it begins with them.
          !call.delegation &&
            fact(
              t('call.actor'),
              call.actor?.includes(':') ? (
                <EntityName entityRef={call.actor} />
              ) : (
                code(call.actor)
              ),
            ),
          ...factsOfCaller(t, call, language),
          fact(t('call.requestId'), code(call.requestId)),
          fact(t('call.reasonId'), code(call.reason)),
          fact(t('call.grant'), code(call.grantId)),
          fact(t('call.revision'), code(call.revisionDigest)),
          fact(t('call.sequence'), call.sequence),
          fact(t('call.credential'), code(call.credential)),
          fact(t('call.session'), code(call.sessionId)),
          fact(t('call.token'), code(call.tokenId)),
          fact(t('call.traceId'), call.traceId && <TraceOfCall call={call} />),
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
  );
}
