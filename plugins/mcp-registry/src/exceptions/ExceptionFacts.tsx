import { Link, Text } from '@backstage/ui';
import type { Exception } from '../api/types';
import { Facts } from '../components/Facts';
import { formatAbsolute } from '../components/formatTime';
import { useLanguage } from '../hooks/useLanguage';
import { useT } from '../hooks/useT';
import { safeLink } from '../tryit/safeLink';
import checks from '../checks/checks.module.css';

/** What an exception is about, why, and until when. Words of the server and of people are text. */
export function ExceptionFacts({ exception }: { exception: Exception }) {
  const t = useT();
  const language = useLanguage();
  const { finding, link, justification } = exception;
  const evidence = link ? safeLink(link) : undefined;
  return (
    <>
      <blockquote className={checks.excerpt}>
        <Text as="p" className={checks.flat}>
          {finding.message}
        </Text>
        {finding.excerpt !== undefined && (
          <Text as="p" className={checks.flat}>
            {finding.excerpt}
          </Text>
        )}
        <Text as="p" color="secondary" className={checks.flat}>
          {t('checks.rule')} <code className={checks.code}>{finding.rule}</code>
          {finding.location && (
            <>
              {' · '}
              <code className={checks.code}>{finding.location}</code>
            </>
          )}
        </Text>
      </blockquote>
      <Facts
        items={[
          {
            label: t('exception.why'),
            value: [
              t(`exceptionReason.${exception.reason}`),
              ...(justification
                ? [t(`vexJustification.${justification}`)]
                : []),
            ].join(' · '),
          },
          { label: t('exception.speaksFor'), value: exception.text },
          evidence && {
            label: t('exception.evidence'),
            value: (
              <Link
                href={evidence.href}
                target="_blank"
                rel="noopener noreferrer"
              >
                {evidence.href}
              </Link>
            ),
          },
          { label: t('exception.byCheck'), value: exception.checkTitle },
          {
            label: t('exception.version'),
            value: String(exception.revisionNumber),
          },
          {
            label: t('exception.holdsFor'),
            value: t(`exceptionScope.${exception.scope}`),
          },
          {
            label: t(
              exception.state === 'requested'
                ? 'exception.asksUntil'
                : 'exception.until',
            ),
            value: formatAbsolute(exception.expiresAt, language),
          },
        ]}
      />
    </>
  );
}
