import { Flex } from '@backstage/ui';
import type { Call, StopTarget } from '../api/types';
import { StopButton } from './StopButton';
import { useMayStopAll } from './useMayStop';

/** From a call to the kill switch: of its server, its tool, and who made it. */
export function StopsOfCall({ call }: { call: Call }) {
  const mayStopAll = useMayStopAll();
  const targets = targetsOf(call);
  if (!mayStopAll || targets.length === 0) return null;
  return (
    <Flex gap="2" style={{ flexWrap: 'wrap' }}>
      {targets.map(target => (
        <StopButton
          key={`${target.kind} ${target.subject}`}
          target={target}
          isNamed
        />
      ))}
    </Flex>
  );
}

function targetsOf(call: Call): StopTarget[] {
  const { serverRef, serverId, tool, user, actor } = call;
  // A server that there is not has no id.
  const isKnown = serverRef !== undefined && serverId !== undefined;
  return [
    ...(isKnown && tool !== undefined
      ? [{ kind: 'tool' as const, serverRef, subject: tool }]
      : []),
    ...(isKnown ? [{ kind: 'server' as const, serverRef }] : []),
    ...(user?.startsWith('user:')
      ? [{ kind: 'person' as const, subject: user }]
      : []),
    ...(actor?.startsWith('component:')
      ? [{ kind: 'agent' as const, subject: actor }]
      : []),
  ];
}
