import type { ServerSummary } from '../api/types';
import { formatAbsolute, formatRelative } from '../components/formatTime';
import { StatusLabel } from '../components/StatusLabel';
import { useLanguage } from '../hooks/useLanguage';
import { useNow } from '../hooks/useNow';
import { useT } from '../hooks/useT';

/** In a list: that a server ends, and when. */
export function EndOfLifeLabel(props: {
  server: Pick<ServerSummary, 'endOfLife'>;
}) {
  const t = useT();
  const language = useLanguage();
  const now = useNow(30_000);
  const { endOfLife } = props.server;
  if (!endOfLife || endOfLife.retiredAt) return null;
  const { retireAt, reason } = endOfLife;
  return (
    <StatusLabel
      tone="warn"
      title={`${formatAbsolute(retireAt, language)} · ${reason}`}
    >
      {t('endOfLife.label', { when: formatRelative(retireAt, now, language) })}
    </StatusLabel>
  );
}
