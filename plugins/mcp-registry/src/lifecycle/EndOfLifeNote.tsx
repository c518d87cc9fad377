import { Alert, ButtonLink, Text } from '@backstage/ui';
import type { EndOfLife, ServerSummary } from '../api/types';
import { formatAbsolute, formatRelative } from '../components/formatTime';
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
  const when = formatRelative(retiredAt ?? retireAt, now, language);
  const day = formatAbsolute(retireAt, language);
  return (
    <Alert
      status="warning"
      icon
      title={t(retiredAt ? 'endOfLife.retired' : 'endOfLife.deprecated', {
        when,
      })}
      description={
        <>
          {retiredAt
            ? t('endOfLife.retiredHint')
            : t('endOfLife.deprecatedHint', { day })}{' '}
          {t('endOfLife.why', { reason })}{' '}
          <Text>
            {successor
              ? t('endOfLife.successor', { title: successor.title })
              : t('endOfLife.none')}
          </Text>
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
