import type { AskedConfirmation } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Facts } from '../components/Facts';
import { formatDuration } from '../components/formatTime';
import { RelativeTime } from '../components/RelativeTime';
import { useLanguage } from '../hooks/useLanguage';
import { useT, type T } from '../hooks/useT';

/** Who wants what, where, and how long a yes would hold. */
export function AskedFacts({ asked }: { asked: AskedConfirmation }) {
  const t = useT();
  const language = useLanguage();
  const { application, tokenFor, actorRef, sessionStartedAt } = asked;
  const time = formatDuration(asked.validMinutes * 60, language);
  return (
    <Facts
      items={[
        { label: t('confirm.what'), value: whatIs(t, asked) },
        {
          label: t('confirm.server'),
          value: <EntityName entityRef={asked.serverRef} />,
        },
        actorRef !== undefined && {
          label: t('confirm.agent'),
          value: <EntityName entityRef={actorRef} />,
        },
        application !== undefined && {
          label: t('confirm.application'),
          value: application,
        },
        tokenFor !== undefined && {
          label: t('confirm.tokenFor'),
          value: tokenFor,
        },
        sessionStartedAt !== undefined && {
          label: t('confirm.since'),
          value: <RelativeTime at={sessionStartedAt} />,
        },
        {
          label: t('confirm.holds'),
          value: sessionStartedAt
            ? t('confirm.holdsSession', { time })
            : t('confirm.holdsToken', { time }),
        },
      ]}
    />
  );
}

/** No less than what a yes would hold for. */
function whatIs(t: T, { name, isTool, covers }: AskedConfirmation): string {
  const one = isTool
    ? t('confirm.tool', { name })
    : t('confirm.method', { name });
  return covers === 'server' ? `${one}; ${t('confirm.whole')}` : one;
}
