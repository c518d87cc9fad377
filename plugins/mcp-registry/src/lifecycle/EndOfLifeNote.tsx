import { Alert, ButtonLink } from '@backstage/ui';
import type { EndOfLife, ServerSummary } from '../api/types';
import { formatRelative } from '../components/formatTime';
import { lastDay } from './lastDay';
import { useLanguage } from '../hooks/useLanguage';
import { useLinks } from '../hooks/useLinks';
import { useNow } from '../hooks/useNow';
import { useT } from '../hooks/useT';

/** That a server ends or has ended, why, and how to ask for what takes its place. */
export function EndOfLifeNote(props: {
  server: Pick<ServerSummary, 'endOfLife'>;
}) {
  const { endOfLife } = props.server;
  return endOfLife ? <Note endOfLife={endOfLife} /> : null;
}

function Note({ endOfLife }: { endOfLife: EndOfLife }) {
  const t = useT();
  const links = useLinks();
  const language = useLanguage();
  const now = useNow(30_000);
  const { retireAt, retiredAt, reason, successor } = endOfLife;
  const title = retiredAt
    ? t('endOfLife.retired', { when: formatRelative(retiredAt, now, language) })
    : t('endOfLife.deprecated', { day: lastDay(retireAt, language, 'long') });
  return (
    <Alert
      status="warning"
      icon
      title={title}
      description={
        <>
          {t(retiredAt ? 'endOfLife.retiredHint' : 'endOfLife.deprecatedHint')}{' '}
          {t('endOfLife.why', { reason })}{' '}
          {successor
            ? t('endOfLife.successor', { title: successor.title })
            : t('endOfLife.none')}
        </>
      }
      customActions={
        successor && (
          <>
            <ButtonLink
              size="small"
              variant="primary"
              href={links.request(successor.serverRef)}
            >
              {t('endOfLife.ask', { title: successor.title })}
            </ButtonLink>
            <ButtonLink
              size="small"
              variant="secondary"
              href={links.server(successor.serverRef)}
            >
              {t('endOfLife.open', { title: successor.title })}
            </ButtonLink>
          </>
        )
      }
    />
  );
}
