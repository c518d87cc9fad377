import type { GrantUse } from '../api/types';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../hooks/useT';

/** When it was used last. What nobody knows is never called unused. */
export function ReviewUse({ use }: { use: GrantUse }) {
  const t = useT();
  if (!use.known) {
    return (
      <span title={t('reviews.notKnownHint')}>{t('reviews.notKnown')}</span>
    );
  }
  if (use.lastUsedAt) return <RelativeTime at={use.lastUsedAt} />;
  return (
    <>
      {t('reviews.never')} {use.since && <RelativeTime at={use.since} />}
    </>
  );
}
