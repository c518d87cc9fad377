import type { ServerSummary } from '../api/types';
import { StatusLabel } from '../components/StatusLabel';
import { useLanguage } from '../hooks/useLanguage';
import { useT } from '../hooks/useT';
import { lastDay } from './lastDay';

/** In a list: that a server ends, and when. */
export function EndOfLifeLabel(props: {
  server: Pick<ServerSummary, 'endOfLife'>;
}) {
  const t = useT();
  const language = useLanguage();
  const { endOfLife } = props.server;
  if (!endOfLife || endOfLife.retiredAt) return null;
  return (
    <StatusLabel tone="warn" title={endOfLife.reason}>
      {t('endOfLife.label', {
        day: lastDay(endOfLife.retireAt, language, 'medium'),
      })}
    </StatusLabel>
  );
}
