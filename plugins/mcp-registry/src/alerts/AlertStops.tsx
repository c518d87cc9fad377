import { Flex } from '@backstage/ui';
import type { Alert, StopTarget } from '../api/types';
import { Section } from '../components/Section';
import { useT } from '../hooks/useT';
import { PauseButton } from './PauseButton';
import { StopButton } from '../stops/StopButton';
import { useMayStopAll } from '../stops/useMayStop';
import { alertText } from './alertText';

/** From an alert to the kill switch in one click: of the grants that its calls were allowed by, the tool, the server, and who called. */
export function AlertStops(props: {
  alert: Alert;
  grantIds: readonly string[];
  onStopped(): void;
}) {
  const t = useT();
  const mayStopAll = useMayStopAll();
  const targets = targetsOf(props.alert, props.grantIds, mayStopAll);
  if (targets.length === 0) return null;
  return (
    <Section title={t('alerts.act')} hint={t('alerts.actHint')}>
      <Flex gap="2" style={{ flexWrap: 'wrap' }}>
        {targets.filter(isPausable).map(target => (
          <PauseButton
            key={`pause ${target.kind} ${target.subject}`}
            target={target}
            reason={t('alerts.pauseReason', {
              what: t(`alerts.kind.${props.alert.detector}`),
              text: alertText(t, props.alert),
            })}
            onDone={props.onStopped}
          />
        ))}
        {targets.map(target => (
          <StopButton
            key={`${target.kind} ${target.subject}`}
            target={target}
            isNamed
          />
        ))}
      </Flex>
    </Section>
  );
}

type Pausable = StopTarget & { kind: 'grant' | 'server' };

function isPausable(target: StopTarget): target is Pausable {
  return target.kind === 'grant' || target.kind === 'server';
}

function targetsOf(
  { detector, serverRef, tool, who }: Alert,
  grantIds: readonly string[],
  mayStopAll: boolean,
): StopTarget[] {
  // Who sees an alert about a server owns it, or looks after all of them.
  const ofServer = serverRef
    ? [
        ...grantIds.map(id => ({ kind: 'grant' as const, subject: id })),
        // A decoy is no tool that anybody could use.
        ...(tool && detector !== 'decoy'
          ? [{ kind: 'tool' as const, serverRef, subject: tool }]
          : []),
        { kind: 'server' as const, serverRef },
      ]
    : [];
  if (!mayStopAll || !who) return ofServer;
  const kind = who.startsWith('user:') ? ('person' as const) : 'agent';
  return [...ofServer, { kind, subject: who }];
}
