import { useLanguage } from '../hooks/useLanguage';
import { useNow } from '../hooks/useNow';
import { formatAbsolute, formatRelative } from './formatTime';

/** A moment, relative to now; the tooltip has it in full. */
export function RelativeTime(props: { at: string; everyMs?: number }) {
  const language = useLanguage();
  const now = useNow(props.everyMs ?? 30_000);
  return (
    <time dateTime={props.at} title={formatAbsolute(props.at, language)}>
      {formatRelative(props.at, now, language)}
    </time>
  );
}
