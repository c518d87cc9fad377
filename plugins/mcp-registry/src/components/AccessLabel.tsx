import { RiForbid2Line, RiForbidLine, RiLockLine } from '@remixicon/react';
import type { ServerSummary } from '../api/types';
import { useT } from '../hooks/useT';
import { StatusLabel } from './StatusLabel';

/** Whether I can use a server now, and if not, why. */
export function AccessLabel(props: {
  server: Pick<ServerSummary, 'access' | 'runnable' | 'status'>;
}) {
  const t = useT();
  const { access, runnable, status } = props.server;
  switch (access.state) {
    case 'granted':
      return <StatusLabel tone="good">{t('access.granted')}</StatusLabel>;
    case 'pending':
      return <StatusLabel tone="info">{t('access.pending')}</StatusLabel>;
    case 'stopped':
      return (
        <StatusLabel
          tone="bad"
          icon={<RiForbid2Line size={14} aria-hidden />}
          title={access.stop?.message ?? t('access.stoppedHint')}
        >
          {t('access.stopped')}
        </StatusLabel>
      );
    case 'not-covered':
      return (
        <StatusLabel
          tone="warn"
          icon={<RiLockLine size={14} aria-hidden />}
          title={t('access.notCoveredHint')}
        >
          {t('access.notCovered')}
        </StatusLabel>
      );
    case 'none':
      return (
        <StatusLabel tone="neutral" icon={<RiLockLine size={14} aria-hidden />}>
          {t('access.none')}
        </StatusLabel>
      );
    case 'not-served':
      if (!runnable.ok) {
        return (
          <StatusLabel
            tone="neutral"
            icon={<RiForbidLine size={14} aria-hidden />}
            title={t(`runnable.${runnable.reason ?? 'no-upstream'}`)}
          >
            {t('access.cannotRun')}
          </StatusLabel>
        );
      }
      return (
        <StatusLabel tone={status === 'waiting' ? 'info' : 'warn'}>
          {t(`status.${status}`)}
        </StatusLabel>
      );
    default:
      return unknownState(access.state);
  }
}

function unknownState(state: never) {
  return <StatusLabel tone="neutral">{String(state)}</StatusLabel>;
}
