import { ButtonLink } from '@backstage/ui';
import type { Server } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';
import { WhoDecides } from '../request/WhoDecides';

/** For people without access: why, who can change it and how to ask. */
export function AskForAccess({ server }: { server: Server }) {
  const t = useT();
  const links = useLinks();
  const { access, runnable, status } = server;
  if (access.state === 'pending') {
    return (
      <EmptyState
        title={t('ask.pending')}
        hint={<WhoDecides serverRef={server.serverRef} />}
        action={
          <ButtonLink variant="secondary" href={links.myAccess()}>
            {t('ask.seeRequest')}
          </ButtonLink>
        }
      />
    );
  }
  if (access.state === 'none' && status !== 'deprecated') {
    return (
      <EmptyState
        title={t('ask.none')}
        hint={<WhoDecides serverRef={server.serverRef} />}
        action={
          <ButtonLink variant="primary" href={links.request(server.serverRef)}>
            {t('browse.ask')}
          </ButtonLink>
        }
      />
    );
  }
  if (access.state === 'stopped') {
    return (
      <EmptyState
        title={t('access.stopped')}
        hint={access.stop?.message ?? t('access.stoppedHint')}
      />
    );
  }
  if (access.state === 'not-covered') {
    return (
      <EmptyState
        title={t('access.notCovered')}
        hint={t('access.notCoveredHint')}
      />
    );
  }
  if (!runnable.ok) {
    return (
      <EmptyState
        title={t('access.cannotRun')}
        hint={t(`runnable.${runnable.reason ?? 'no-upstream'}`)}
      />
    );
  }
  return (
    <EmptyState
      title={t(`status.${status}`)}
      hint={[
        server.statusReason,
        t(status === 'deprecated' ? 'ask.ending' : `statusHint.${status}`),
      ]
        .filter(Boolean)
        .join(' ')}
    />
  );
}
