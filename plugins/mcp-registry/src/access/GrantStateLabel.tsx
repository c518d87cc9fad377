import type { Grant } from '../api/types';
import { StatusLabel } from '../components/StatusLabel';
import { useLanguage } from '../hooks/useLanguage';
import { useNow } from '../hooks/useNow';
import { useT } from '../hooks/useT';
import { formatDuration } from '../components/formatTime';

const SOON_SECONDS = 3 * 86_400;

/** Whether a grant holds, and how long still. */
export function GrantStateLabel({ grant }: { grant: Grant }) {
  const t = useT();
  const language = useLanguage();
  const now = useNow(30_000);
  const left = (Date.parse(grant.expiresAt) - now) / 1000;
  if (grant.state === 'revoked') {
    return <StatusLabel tone="bad">{t('grantState.revoked')}</StatusLabel>;
  }
  if (grant.state === 'suspended' && left > 0) {
    return <StatusLabel tone="warn">{t('grantState.suspended')}</StatusLabel>;
  }
  if (grant.state === 'expired' || left <= 0) {
    return <StatusLabel tone="neutral">{t('grantState.expired')}</StatusLabel>;
  }
  return (
    <StatusLabel tone={left < SOON_SECONDS ? 'warn' : 'good'}>
      {t('grantState.left', { time: formatDuration(left, language) })}
    </StatusLabel>
  );
}
